/** POST /v1/holds/{id}/void: lets go of what a hold keeps. */
import Type from 'typebox';
import { Id } from '../../contract/common.ts';
import { WireHold } from '../../contract/hold.ts';
import { ref } from '../../contract/reference.ts';
import { allProblems } from '../../contract/replies.ts';
import { voidHold } from '../../flows/hold.ts';
import { credentialOf } from '../../plugins/access.ts';
import { sendAnswer } from '../answer.ts';
import type { Route } from '../route.ts';

export const voidHoldRoute: Route = (app, parts) => {
  app.post(
    '/v1/holds/:id/void',
    {
      config: { call: 'holds.void' },
      schema: {
        tags: ['holds'],
        summary: 'Let go of the points; voiding a voided hold is the same void',
        params: Type.Object({ id: Id('The hold.') }),
        response: { 200: ref(WireHold), ...allProblems('hold_not_found', 'hold_resolved', 'till_mismatch') },
      },
    },
    async (request, reply) => sendAnswer(reply, await voidHold(parts, credentialOf(request), request.params.id), 200),
  );
};
