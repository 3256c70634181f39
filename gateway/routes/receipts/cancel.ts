/** POST /v1/receipts/cancel: voids a whole receipt, also before it arrives. */
import { CancelledReceipt, WireCancel } from '../../contract/cancel.ts';
import { ref } from '../../contract/reference.ts';
import { allProblems } from '../../contract/replies.ts';
import { cancel } from '../../flows/cancel.ts';
import { credentialOf } from '../../plugins/access.ts';
import { sendAnswer } from '../answer.ts';
import type { Route } from '../route.ts';

export const cancelReceipt: Route = (app, parts) => {
  app.post(
    '/v1/receipts/cancel',
    {
      config: { call: 'receipts.cancel' },
      schema: {
        tags: ['receipts'],
        summary: 'Void a receipt of the current business day; an unknown one is refused when it arrives',
        body: ref(WireCancel),
        response: {
          200: ref(CancelledReceipt),
          ...allProblems(
            'receipt_not_found',
            'receipt_not_cancellable',
            'not_a_sale',
            'till_mismatch',
            'till_not_found',
            'no_programme',
          ),
        },
      },
    },
    async (request, reply) => sendAnswer(reply, await cancel(parts, credentialOf(request), request.body), 200),
  );
};
