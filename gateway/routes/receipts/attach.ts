/** POST /v1/receipts/{id}/attach: the forgotten card. */
import Type from 'typebox';
import { WireAttach } from '../../contract/cancel.ts';
import { Id } from '../../contract/common.ts';
import { CommittedReceipt } from '../../contract/quote.ts';
import { ref } from '../../contract/reference.ts';
import { allProblems } from '../../contract/replies.ts';
import { attach } from '../../flows/attach.ts';
import { credentialOf } from '../../plugins/access.ts';
import { sendAnswer } from '../answer.ts';
import type { Route } from '../route.ts';

export const attachReceipt: Route = (app, parts) => {
  app.post(
    '/v1/receipts/:id/attach',
    {
      config: { call: 'receipts.attach' },
      schema: {
        tags: ['receipts'],
        summary: 'Give the points of a receipt without a member to one',
        params: Type.Object({ id: Id('The receipt’s id.') }),
        body: ref(WireAttach),
        response: {
          200: ref(CommittedReceipt),
          ...allProblems(
            'receipt_not_found',
            'attach_refused',
            'not_a_sale',
            'member_not_found',
            'card_not_found',
            'card_blocked',
            'till_mismatch',
            'programme_revoked',
            'evaluation_failed',
            'amount_too_large',
          ),
        },
      },
    },
    async (request, reply) =>
      sendAnswer(reply, await attach(parts, credentialOf(request), request.params.id, request.body), 200),
  );
};
