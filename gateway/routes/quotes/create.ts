/** POST /v1/quotes: what each line costs after every promotion, what the member earns and may spend. */
import Type from 'typebox';
import { WireQuote } from '../../contract/quote.ts';
import { WireReceipt } from '../../contract/receipt.ts';
import { ref } from '../../contract/reference.ts';
import { allProblems } from '../../contract/replies.ts';
import { quote } from '../../flows/quote.ts';
import { languageOf } from '../../language.ts';
import { credentialOf } from '../../plugins/access.ts';
import { sendAnswer } from '../answer.ts';
import type { Route } from '../route.ts';

export const createQuote: Route = (app, parts) => {
  app.post(
    '/v1/quotes',
    {
      config: { call: 'quotes.create' },
      schema: {
        tags: ['receipts'],
        summary: 'Price a receipt; nothing is written',
        body: ref(WireReceipt),
        querystring: Type.Object(
          {
            explain: Type.Optional(
              Type.Boolean({ description: 'Add `trace`: every rule, and why it did or did not fire.' }),
            ),
          },
          { additionalProperties: false },
        ),
        response: {
          200: ref(WireQuote),
          ...allProblems(
            'too_many_lines',
            'duplicate_line',
            'amount_too_large',
            'quantity_precision',
            'price_precision',
            'clock_skew',
            'till_mismatch',
            'till_not_found',
            'member_required',
            'member_not_found',
            'card_not_found',
            'card_blocked',
            'no_programme',
            'receipt_not_found',
            'receipt_cancelled',
            'not_a_sale',
            'return_exceeds',
            'certificate_used',
            'hold_not_found',
            'evaluation_failed',
          ),
        },
      },
    },
    async (request, reply) => {
      const language = languageOf(request.headers['accept-language']);
      const explain = request.query.explain === true;
      const answer = await quote(parts, credentialOf(request), request.body, { explain, language });
      return sendAnswer(reply, answer, 200);
    },
  );
};
