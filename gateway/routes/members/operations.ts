/** GET /v1/members/{id}/operations */
import Type from 'typebox';
import { strict } from '../../contract/common.ts';
import { WireOperation } from '../../contract/member.ts';
import { NextNumber, newestFirst } from '../../contract/paging.ts';
import { ref } from '../../contract/reference.ts';
import { allProblems } from '../../contract/replies.ts';
import { memberOperations } from '../../flows/members/operations.ts';
import type { Route } from '../route.ts';
import { memberParams } from './params.ts';

export const getOperations: Route = (app, parts) => {
  app.get(
    '/v1/members/:id/operations',
    {
      config: { call: 'members.operations' },
      schema: {
        tags: ['members'],
        summary: 'What happened to a member’s points, newest first',
        params: memberParams,
        querystring: Type.Object(newestFirst, strict),
        response: {
          200: Type.Object({ operations: Type.Array(ref(WireOperation)), next: NextNumber }, strict),
          ...allProblems('member_not_found'),
        },
      },
    },
    async (request) => memberOperations(parts.database, request.params.id, request.query),
  );
};
