/** GET /v1/members/{id} */
import { WireMember } from '../../contract/member.ts';
import { ref } from '../../contract/reference.ts';
import { allProblems } from '../../contract/replies.ts';
import { memberById } from '../../flows/members/show.ts';
import type { Route } from '../route.ts';
import { memberParams } from './params.ts';

export const getMember: Route = (app, parts) => {
  app.get(
    '/v1/members/:id',
    {
      config: { call: 'members.read' },
      schema: {
        tags: ['members'],
        summary: 'A member with its cards, points and tier',
        params: memberParams,
        response: { 200: ref(WireMember), ...allProblems('member_not_found') },
      },
    },
    async (request) => memberById(parts, parts.database, request.params.id),
  );
};
