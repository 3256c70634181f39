/** What cannot be brought back or undone as things stand. */
import { receipt } from '../../../testing/receipts.ts';
import type { Row } from '../row.ts';
import type { Stage } from '../stage.ts';

const nowhere = '01990000-0000-7000-8000-000000000000';

export const returns = (stage: Stage): readonly Row[] => [...goods(stage), ...undoing(stage)];

function goods({ time, sold, ofBoris, cancelled, returned, halfBack }: Stage): readonly Row[] {
  const request = 'POST /v1/returns';
  const one = [{ line: 1, quantity: 1 }];
  const back = (id: string, lines: readonly object[], more: object = {}) => ({
    number: 'r',
    businessTime: time,
    receipt: { id },
    lines,
    ...more,
  });
  const invalid = { request, status: 422, code: 'invalid_request' } as const;
  return [
    {
      request,
      name: 'more than was sold',
      body: back(sold, [{ line: 1, quantity: 2 }]),
      status: 409,
      code: 'return_exceeds',
      path: '/lines/0/quantity',
      message: /./,
    },
    {
      request,
      name: 'more than is left',
      body: back(halfBack, [{ line: 1, quantity: 2 }]),
      status: 409,
      code: 'return_exceeds',
      path: '/lines/0/quantity',
      message: /./,
    },
    {
      request,
      name: 'more than was sold, in two parts',
      body: back(sold, [...one, ...one]),
      status: 409,
      code: 'return_exceeds',
      path: '/lines/1/quantity',
      message: /./,
    },
    {
      request,
      name: 'a line that was not sold',
      body: back(sold, [{ line: 7, quantity: 1 }]),
      status: 409,
      code: 'return_exceeds',
      path: '/lines/0/line',
      message: /no line 7/,
    },
    {
      request,
      name: 'a receipt of another chain',
      body: back(nowhere, one),
      status: 404,
      code: 'receipt_not_found',
      path: '/receipt',
      message: /is not there/,
    },
    {
      request,
      name: 'what was cancelled',
      body: back(cancelled, one),
      status: 409,
      code: 'receipt_cancelled',
      path: '/receipt',
      message: /nothing of it can come back/,
    },
    {
      request,
      name: 'what came back',
      body: back(returned, one),
      status: 409,
      code: 'not_a_sale',
      path: '/receipt',
      message: /is a return/,
    },
    {
      request,
      name: 'the number of another return',
      body: back(sold, one, { number: 'r1' }),
      status: 409,
      code: 'receipt_conflict',
      path: '/number',
      message: /other contents/,
    },
    {
      request,
      name: 'without a receipt',
      body: { number: 'r', businessTime: time, lines: [{ sku: 'cake', quantity: 1, unitPrice: 100 }] },
      status: 409,
      code: 'return_unmatched',
      path: '/receipt',
      message: /receipt only/,
    },
    {
      request,
      name: 'a quarter of a thousandth',
      body: back(sold, [{ line: 1, quantity: 0.00025 }]),
      status: 422,
      code: 'quantity_precision',
      path: '/lines/0/quantity',
      message: /three decimals/,
    },
    { ...invalid, name: 'nothing', body: back(sold, []), path: '/lines', message: /must not be empty/ },
    {
      ...invalid,
      name: 'none of it',
      body: back(sold, [{ line: 1, quantity: 0 }]),
      path: '/lines/0/quantity',
      message: /more than 0/,
    },
    {
      ...invalid,
      name: 'for another member',
      body: back(sold, one, { member: { card: 'boris' } }),
      path: '/member',
      message: /is not the receipt’s|is not the receipt's/,
    },
    {
      ...invalid,
      name: 'by id and by number',
      body: back(sold, one, { receipt: { id: sold, number: 'sold' } }),
      path: '/receipt',
      message: /either id, or till, businessDay and number/,
    },
    {
      ...invalid,
      name: 'with a price of its own',
      body: back(sold, [{ line: 1, quantity: 1, unitPrice: 1 }]),
      path: '/lines/0/unitPrice',
      message: /must be absent with a receipt/,
    },
    {
      ...invalid,
      request: 'POST /v1/receipts',
      name: 'an exchange of one receipt twice',
      body: receipt('x', time, {
        returns: [
          { receipt: { id: halfBack }, lines: one },
          { receipt: { id: halfBack.toUpperCase() }, lines: one },
        ],
      }),
      path: '/returns/1/receipt',
      message: /named twice/,
    },
    {
      request: 'POST /v1/receipts',
      name: 'an exchange of more than was sold',
      body: receipt('x', time, { returns: [{ receipt: { id: ofBoris }, lines: [{ line: 1, quantity: 3 }] }] }),
      status: 409,
      code: 'return_exceeds',
      path: '/returns/0/lines/0/quantity',
      message: /./,
    },
  ];
}

function undoing({ time, sold, returned, halfBack, anonymous }: Stage): readonly Row[] {
  const cancel = 'POST /v1/receipts/cancel';
  const anna = { member: { card: 'anna' } };
  return [
    {
      name: 'a cancel of what came back',
      request: cancel,
      body: { id: halfBack },
      status: 409,
      code: 'receipt_not_cancellable',
      message: /./,
    },
    {
      name: 'a cancel of a return',
      request: cancel,
      body: { id: returned },
      status: 409,
      code: 'not_a_sale',
      path: '/id',
      message: /is a return/,
    },
    {
      name: 'a cancel of nothing',
      request: cancel,
      body: { id: nowhere },
      status: 404,
      code: 'receipt_not_found',
      path: '/id',
      message: /is not there/,
    },
    {
      name: 'a cancel of no number',
      request: cancel,
      body: {},
      status: 422,
      code: 'invalid_request',
      path: '/number',
      message: /required without id/,
    },
    {
      name: 'a cancel by id and number',
      request: cancel,
      body: { id: sold, number: 'sold' },
      status: 422,
      code: 'invalid_request',
      path: '/id',
      message: /must be absent with/,
    },
    {
      name: "another member's receipt attached",
      request: `POST /v1/receipts/${sold}/attach`,
      body: { member: { card: 'boris' } },
      status: 409,
      code: 'attach_refused',
      message: /./,
    },
    {
      name: 'a return attached',
      request: `POST /v1/receipts/${returned}/attach`,
      body: anna,
      status: 409,
      code: 'not_a_sale',
      path: 'id',
      message: /is a return/,
    },
    {
      name: 'a receipt attached to a blocked card',
      request: `POST /v1/receipts/${anonymous}/attach`,
      body: { member: { card: 'lost' } },
      status: 409,
      code: 'card_blocked',
      path: '/member/card',
      message: /is blocked/,
    },
    {
      name: 'a receipt that is not there',
      request: `GET /v1/receipts/${nowhere}`,
      status: 404,
      code: 'receipt_not_found',
      path: 'id',
      message: /is not there/,
    },
    {
      name: 'a receipt by a number that is none',
      request: `GET /v1/receipts?businessDay=${time.slice(0, 10)}&number=none`,
      status: 404,
      code: 'receipt_not_found',
      path: 'number',
      message: /is not there/,
    },
  ];
}
