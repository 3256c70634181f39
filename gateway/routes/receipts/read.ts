/** GET /v1/receipts/{id}: a receipt or return as it was committed. */
import Type from 'typebox';
import { Id } from '../../contract/common.ts';
import { CommittedReceipt } from '../../contract/quote.ts';
import { ref } from '../../contract/reference.ts';
import { allProblems } from '../../contract/replies.ts';
import { CommittedReturn } from '../../contract/return.ts';
import { readReceipt } from '../../flows/read-receipt.ts';
import { credentialOf } from '../../plugins/access.ts';
import { sendAnswer } from '../answer.ts';
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
          { explain: Type.Optional(Type.Boolean({ description: 'Evaluate it again as stored, and add `trace`.' })) },
          { additionalProperties: false },
        ),
        response: {
          200: Type.Union([ref(CommittedReceipt), ref(CommittedReturn)]),
          ...allProblems('receipt_not_found', 'till_mismatch', 'evaluation_failed'),
        },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      const body = await readReceipt(parts, credentialOf(request), { id }, { explain: request.query.explain === true });
      return sendAnswer(reply, { body, replayed: false }, 200);
    },
  );
};
