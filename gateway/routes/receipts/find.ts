/** GET /v1/receipts?till=&businessDay=&number=: a receipt by what is printed on its slip. */
import Type from 'typebox';
import { Code, Day } from '../../contract/common.ts';
import { refuse } from '../../contract/errors.ts';
import { CommittedReceipt } from '../../contract/quote.ts';
import { ref } from '../../contract/reference.ts';
import { allProblems } from '../../contract/replies.ts';
import { CommittedReturn } from '../../contract/return.ts';
import { credentialOf } from '../../plugins/access.ts';
import { explainDescription, sendReceipt } from '../explained-receipt.ts';
import type { Route } from '../route.ts';

export const findReceiptByKey: Route = (app, parts) => {
  app.get(
    '/v1/receipts',
    {
      config: { call: 'receipts.read' },
      schema: {
        tags: ['receipts'],
        summary: 'A receipt or return by till, business day and number',
        querystring: Type.Object(
          {
            till: Type.Optional(Code('The till; a till’s own key need not name it.')),
            businessDay: Day('The business day.'),
            number: Code('The number.'),
            kind: Type.Optional(
              Type.Unsafe<'sale' | 'return'>({
                type: 'string',
                enum: ['sale', 'return'],
                description: 'sale unless given.',
              }),
            ),
            explain: Type.Optional(Type.Boolean({ description: explainDescription })),
          },
          { additionalProperties: false },
        ),
        response: {
          200: Type.Union([ref(CommittedReceipt), ref(CommittedReturn)]),
          ...allProblems('receipt_not_found', 'till_mismatch', 'evaluation_failed', 'not_acceptable'),
        },
      },
    },
    async (request, reply) => {
      const credential = credentialOf(request);
      const { till = credential.till, businessDay, number, kind, explain } = request.query;
      if (till === undefined) {
        refuse('invalid_request', 'name the till: this key is not a till’s own', {
          errors: [{ path: 'till', message: 'is required with this key' }],
        });
      }
      const reference = { till, businessDay, number };
      const options = { explain: explain === true, ...(kind !== undefined && { kind }) };
      return sendReceipt(parts, request, reply, reference, options);
    },
  );
};
