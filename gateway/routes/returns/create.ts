/** POST /v1/returns: goods come back; `dry=true` says what would happen. */
import Type from 'typebox';
import { ref } from '../../contract/reference.ts';
import { allProblems } from '../../contract/replies.ts';
import { CommittedReturn, WireReturn } from '../../contract/return.ts';
import { takeReturn } from '../../flows/return.ts';
import { credentialOf } from '../../plugins/access.ts';
import { sendAnswer } from '../answer.ts';
import type { Route } from '../route.ts';

export const createReturn: Route = (app, parts) => {
  app.post(
    '/v1/returns',
    {
      config: { call: 'returns.create' },
      schema: {
        tags: ['receipts'],
        summary: 'Take goods back: the refund, points given back, points taken back',
        body: ref(WireReturn),
        querystring: Type.Object(
          { dry: Type.Optional(Type.Boolean({ description: 'Decide and say; write nothing.' })) },
          { additionalProperties: false },
        ),
        response: {
          201: ref(CommittedReturn),
          200: ref(CommittedReturn),
          ...allProblems(
            'too_many_lines',
            'receipt_not_found',
            'receipt_conflict',
            'receipt_cancelled',
            'not_a_sale',
            'return_exceeds',
            'certificate_used',
            'return_unmatched',
            'quantity_precision',
            'price_precision',
            'amount_too_large',
            'clock_skew',
            'till_mismatch',
            'till_not_found',
            'member_not_found',
            'card_not_found',
            'no_programme',
            'evaluation_failed',
          ),
        },
      },
    },
    async (request, reply) => {
      const dry = request.query.dry === true;
      return sendAnswer(reply, await takeReturn(parts, credentialOf(request), request.body, { dry }), dry ? 200 : 201);
    },
  );
};
