/** PATCH /v1/members/{id} */
import { MemberChange, WireMember } from '../../contract/member.ts';
import { idempotent } from '../../contract/paging.ts';
import { ref } from '../../contract/reference.ts';
import { allProblems } from '../../contract/replies.ts';
import { changeMember } from '../../flows/members/change.ts';
import { requestKeyOf, sendWritten } from '../../flows/write-once.ts';
import type { Route } from '../route.ts';
import { memberParams } from './params.ts';

export const patchMember: Route = (app, parts) => {
  app.patch(
    '/v1/members/:id',
    {
      config: { call: 'members.change' },
      schema: {
        tags: ['members'],
        summary: 'Change what is known of a member',
        description: 'What is absent stays, null goes. Attributes and favourites are merged name by name.',
        headers: idempotent,
        params: memberParams,
        body: ref(MemberChange),
        response: {
          200: ref(WireMember),
          ...allProblems('member_not_found', 'already_exists', 'idempotency_key_invalid', 'idempotency_key_reused'),
        },
      },
    },
    async (request, reply) =>
      sendWritten(reply, await changeMember(parts, requestKeyOf(request), request.params.id, request.body)),
  );
};
