/** GET /v1/holds/{id} */
import Type from 'typebox';
import { Id } from '../../contract/common.ts';
import { WireHold } from '../../contract/hold.ts';
import { ref } from '../../contract/reference.ts';
import { allProblems } from '../../contract/replies.ts';
import { readHold } from '../../flows/hold.ts';
import { credentialOf } from '../../plugins/access.ts';
import type { Route } from '../route.ts';

export const getHold: Route = (app, parts) => {
  app.get(
    '/v1/holds/:id',
    {
      config: { call: 'holds.read' },
      schema: {
        tags: ['holds'],
        summary: 'A hold as it stands',
        params: Type.Object({ id: Id('The hold.') }),
        response: { 200: ref(WireHold), ...allProblems('hold_not_found', 'till_mismatch') },
      },
    },
    async (request) => readHold(parts, credentialOf(request), request.params.id),
  );
};
