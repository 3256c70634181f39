/** POST /v1/holds/{id}/extend: the customer needs longer. */
import Type from 'typebox';
import { Id } from '../../contract/common.ts';
import { HoldExtension, WireHold } from '../../contract/hold.ts';
import { ref } from '../../contract/reference.ts';
import { allProblems } from '../../contract/replies.ts';
import { extendHold } from '../../flows/hold.ts';
import { credentialOf } from '../../plugins/access.ts';
import { sendAnswer } from '../answer.ts';
import type { Route } from '../route.ts';

export const extendHoldRoute: Route = (app, parts) => {
  app.post(
    '/v1/holds/:id/extend',
    {
      config: { call: 'holds.extend' },
      schema: {
        tags: ['holds'],
        summary: 'Keep the points until `ttl` from now, as far as the programme allows',
        params: Type.Object({ id: Id('The hold.') }),
        body: HoldExtension,
        response: {
          200: ref(WireHold),
          ...allProblems('hold_not_found', 'hold_expired', 'hold_resolved', 'hold_ttl', 'till_mismatch'),
        },
      },
    },
    async (request, reply) =>
      sendAnswer(reply, await extendHold(parts, credentialOf(request), request.params.id, request.body?.ttl), 200),
  );
};
