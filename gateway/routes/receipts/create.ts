/** POST /v1/receipts: commits a receipt exactly once. */
import { CommittedReceipt } from '../../contract/quote.ts';
import { WireCommit } from '../../contract/receipt.ts';
import { ref } from '../../contract/reference.ts';
import { allProblems } from '../../contract/replies.ts';
import { commit } from '../../flows/commit.ts';
import { credentialOf } from '../../plugins/access.ts';
import { sendAnswer } from '../answer.ts';
import type { Route } from '../route.ts';

export const createReceipt: Route = (app, parts) => {
  app.post(
    '/v1/receipts',
    {
      config: { call: 'receipts.create' },
      schema: {
        tags: ['receipts'],
        summary: 'Commit a receipt; 200 and Idempotency-Replayed when it was committed before',
        body: ref(WireCommit),
        response: {
          201: ref(CommittedReceipt),
          200: ref(CommittedReceipt),
          ...allProblems(
            'too_many_lines',
            'duplicate_line',
            'amount_too_large',
            'quantity_precision',
            'price_precision',
            'clock_skew',
            'training_receipt',
            'listing_receipt',
            'charged_mismatch',
            'till_mismatch',
            'till_not_found',
            'member_required',
            'member_not_found',
            'card_not_found',
            'card_blocked',
            'no_programme',
            'programme_revoked',
            'quote_invalid',
            'quote_expired',
            'quote_changed',
            'receipt_conflict',
            'receipt_cancelled',
            'receipt_not_found',
            'return_exceeds',
            'not_a_sale',
            'insufficient_points',
            'redeem_not_allowed',
            'certificate_not_found',
            'certificate_not_usable',
            'certificate_used',
            'hold_not_found',
            'hold_expired',
            'hold_resolved',
            'hold_mismatch',
            'rate_limited',
            'evaluation_failed',
          ),
        },
      },
    },
    async (request, reply) => sendAnswer(reply, await commit(parts, credentialOf(request), request.body)),
  );
};
