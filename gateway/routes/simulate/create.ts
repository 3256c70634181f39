/** POST /v1/simulate: a receipt under any programme, for any member, with a trace and without effect. */
import { ref } from '../../contract/reference.ts';
import { allProblems } from '../../contract/replies.ts';
import { SimulatedQuote, WireSimulation } from '../../contract/simulate.ts';
import { simulate } from '../../flows/simulate.ts';
import type { Route } from '../route.ts';

export const createSimulation: Route = (app, parts) => {
  app.post(
    '/v1/simulate',
    {
      config: { call: 'simulate' },
      schema: {
        tags: ['programmes'],
        summary: 'What a receipt would come to; nothing is written',
        body: ref(WireSimulation),
        response: {
          200: ref(SimulatedQuote),
          ...allProblems(
            'programme_not_found',
            'programme_invalid',
            'member_required',
            'member_not_found',
            'card_not_found',
            'till_not_found',
            'receipt_not_found',
            'receipt_cancelled',
            'not_a_sale',
            'return_exceeds',
            'duplicate_line',
            'too_many_lines',
            'amount_too_large',
            'quantity_precision',
            'price_precision',
            'evaluation_failed',
          ),
        },
      },
    },
    async (request) => simulate(parts, request.body),
  );
};
