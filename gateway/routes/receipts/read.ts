/** GET /v1/receipts/{id}: a receipt or return as it was committed. */
import Type from 'typebox';
import { Id } from '../../contract/common.ts';
import { CommittedReceipt } from '../../contract/quote.ts';
import { ref } from '../../contract/reference.ts';
import { allProblems } from '../../contract/replies.ts';
import { CommittedReturn } from '../../contract/return.ts';
import { explainDescription, sendReceipt } from '../explained-receipt.ts';
import type { Route } from '../route.ts';

export const getReceipt: Route = (app, parts) => {
  app.get(
    '/v1/receipts/:id',
    {
      config: { call: 'receipts.read' },
      schema: {
        tags: ['receipts'],
        summary: 'A receipt or return as committed',
        params: Type.Object({ id: Id('The receipt’s id.') }),
        querystring: Type.Object(
          { explain: Type.Optional(Type.Boolean({ description: explainDescription })) },
          { additionalProperties: false },
        ),
        response: {
          200: Type.Union([ref(CommittedReceipt), ref(CommittedReturn)]),
          ...allProblems('receipt_not_found', 'till_mismatch', 'evaluation_failed', 'not_acceptable'),
        },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      return sendReceipt(parts, request, reply, { id }, { explain: request.query.explain === true });
    },
  );
};
