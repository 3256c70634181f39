/** What cannot be sold or held as things stand. */
import { cake, receipt } from '../../../testing/receipts.ts';
import type { Row } from '../row.ts';
import type { Stage } from '../stage.ts';

const nowhere = '01990000-0000-7000-8000-000000000000';

export const receipts = (stage: Stage): readonly Row[] => [...sales(stage), ...quotes(stage), ...holds(stage)];

function sales({ time }: Stage): readonly Row[] {
  const request = 'POST /v1/receipts';
  const anna = (more: object) => receipt('sale', time, { member: { card: 'anna' }, ...more });
  return [
    {
      name: 'the number again, with other lines',
      request,
      body: receipt('sold', time, { member: { card: 'anna' }, lines: [cake(1)] }),
      status: 409,
      code: 'receipt_conflict',
      path: '/number',
      message: /committed with other contents/,
    },
    {
      name: 'the number again, for another member',
      request,
      body: receipt('sold', time, { member: { card: 'boris' } }),
      status: 409,
      code: 'receipt_conflict',
      path: '/number',
      message: /committed with other contents/,
    },
    {
      name: 'the number of a cancelled receipt',
      request,
      body: receipt('cancelled', time, { member: { card: 'boris' } }),
      status: 409,
      code: 'receipt_cancelled',
      path: '/number',
      message: /was cancelled/,
    },
    {
      name: 'a number that was cancelled before it came',
      request,
      body: receipt('never', time),
      status: 409,
      code: 'receipt_cancelled',
      path: '/number',
      message: /cancelled before it arrived/,
    },
    {
      name: 'training',
      request,
      body: anna({ training: true }),
      status: 422,
      code: 'training_receipt',
      path: '/training',
      message: /quoted, never committed/,
    },
    {
      name: 'a catalogue page',
      request,
      body: anna({ mode: 'listing' }),
      status: 422,
      code: 'listing_receipt',
      path: '/mode',
      message: /quoted, never committed/,
    },
    {
      name: 'more points than there are',
      request,
      body: anna({ lines: [cake(100_000_000)], redeem: [{ points: 400_000 }] }),
      status: 409,
      code: 'insufficient_points',
      path: '/redeem',
      message: /400000 points are asked/,
    },
    {
      name: 'more points than the programme allows',
      request,
      body: anna({ lines: [cake(1_000)], redeem: [{ points: 6 }] }),
      status: 409,
      code: 'redeem_not_allowed',
      path: '/redeem',
      message: /the programme allows 5/,
    },
    {
      name: 'a purse that is none',
      request,
      body: anna({ redeem: [{ points: 1 }, { purse: '__proto__', points: 1 }] }),
      status: 422,
      code: 'invalid_request',
      path: '/redeem/1/purse',
      message: /not a purse of the programme/,
    },
  ];
}

function quotes({ time, token, expiredToken, foreignToken }: Stage): readonly Row[] {
  const request = 'POST /v1/receipts';
  const [promise = '', signature = ''] = token.split('.');
  const forged = Buffer.from(promise, 'base64url').toString().replace('"version":1', '"version":2');
  const invalid = { request, status: 422, code: 'quote_invalid', path: '/quote', message: /not one of ours/ } as const;
  const quoted = (quote: string, more: object = {}) => receipt('quoted', time, { quote, ...more });
  return [
    { ...invalid, name: 'a token that is none', body: quoted('token') },
    { ...invalid, name: 'an empty token', body: quoted('') },
    { ...invalid, name: 'two dots', body: quoted(`${token}.${signature}`) },
    { ...invalid, name: 'a token cut short', body: quoted(token.slice(0, -1)) },
    { ...invalid, name: 'a token without its signature', body: quoted(promise) },
    {
      ...invalid,
      name: 'a promise changed',
      body: quoted(`${Buffer.from(forged).toString('base64url')}.${signature}`),
    },
    { ...invalid, name: 'a token of another store', body: quoted(foreignToken), message: /given in store s2/ },
    {
      ...invalid,
      code: 'invalid_request',
      name: 'a token of a megabyte',
      body: quoted('x'.repeat(1_000_000)),
      message: /at most 1024/,
    },
    {
      request,
      name: 'a token of yesterday',
      body: quoted(expiredToken),
      status: 409,
      code: 'quote_expired',
      path: '/quote',
      message: /older than 24 hours/,
    },
    {
      request,
      name: 'a token of another receipt',
      body: quoted(token, { lines: [cake(1)] }),
      status: 409,
      code: 'quote_changed',
      path: '/quote',
      message: /./,
    },
  ];
}

function holds({ time, hold, voided }: Stage): readonly Row[] {
  const sell = (number: string, more: object) => ({
    request: 'POST /v1/receipts',
    body: receipt(number, time, { member: { card: 'anna' }, ...more }),
  });
  const ask = (more: object) => ({
    request: 'POST /v1/holds',
    body: { number: 'h', member: { card: 'anna' }, redeem: [{ points: 1 }], ...more },
  });
  return [
    {
      ...sell('held', { holds: [hold], member: { card: 'boris' } }),
      name: "another member's hold",
      status: 409,
      code: 'hold_mismatch',
      path: '/holds/0',
      message: /cannot be used here/,
    },
    {
      ...sell('other', { holds: [hold] }),
      name: "another receipt's hold",
      status: 409,
      code: 'hold_mismatch',
      path: '/holds/0',
      message: /cannot be used here/,
    },
    {
      ...sell('voided', { holds: [voided] }),
      name: 'a hold that was voided',
      status: 409,
      code: 'hold_resolved',
      path: '/holds/0',
      message: /cannot be used here/,
    },
    {
      ...sell('held', { holds: [hold, nowhere] }),
      name: 'a hold that is not there',
      status: 404,
      code: 'hold_not_found',
      path: '/holds/1',
      message: /is not there/,
    },
    {
      ...sell('held', { holds: [hold], redeem: [{ points: 1 }] }),
      name: 'a hold and points beside',
      status: 422,
      code: 'invalid_request',
      path: '/redeem',
      message: /must be absent with holds/,
    },
    {
      ...sell('held', { holds: [hold, hold] }),
      name: 'a hold twice',
      status: 422,
      code: 'invalid_request',
      path: '/holds',
      message: /twice/,
    },
    {
      ...sell('held', { holds: [hold], member: undefined }),
      name: 'a hold of nobody',
      status: 422,
      code: 'member_required',
      path: '/holds',
      message: /needs a member/,
    },
    {
      ...ask({ redeem: [{ points: 4_000_000_000 }, { points: 5_000_000_000 }] }),
      name: 'more points than there are',
      status: 409,
      code: 'insufficient_points',
      path: '/redeem',
      message: /points are asked/,
    },
    {
      ...ask({ redeem: [{ points: 4_000_000_000 }, { points: 5_000_000_001 }] }),
      name: 'points worth more than a receipt can be',
      status: 422,
      code: 'amount_too_large',
      path: '/redeem',
      message: /would pay 900000000100, more than any receipt's 900000000000/,
    },
    {
      ...ask({ redeem: [{ points: 0 }] }),
      name: 'no points',
      status: 422,
      code: 'invalid_request',
      path: '/redeem/0/points',
      message: /at least 1/,
    },
    {
      ...ask({ redeem: [{ purse: 'gold', points: 1 }] }),
      name: 'a purse that is none',
      status: 422,
      code: 'invalid_request',
      path: '/redeem/0/purse',
      message: /not a purse of the programme/,
    },
    {
      ...ask({ ttl: 'P100Y' }),
      name: 'a century',
      status: 422,
      code: 'invalid_request',
      path: '/ttl',
      message: /ISO 8601/,
    },
    {
      ...ask({ ttl: '-PT5M' }),
      name: 'until before',
      status: 422,
      code: 'invalid_request',
      path: '/ttl',
      message: /ISO/,
    },
    { ...ask({ ttl: 'PT2H' }), name: 'too long', status: 422, code: 'hold_ttl', path: '/ttl', message: /at most 3600/ },
    {
      request: `POST /v1/holds/${hold}/extend`,
      body: { ttl: `PT${'9'.repeat(20)}H` },
      name: 'longer than any time',
      status: 422,
      code: 'invalid_request',
      path: '/ttl',
      message: /ISO 8601 duration/,
    },
    {
      request: `POST /v1/holds/${voided}/extend`,
      name: 'longer, after it was let go',
      status: 409,
      code: 'hold_resolved',
      message: /is voided/,
    },
    {
      request: `POST /v1/holds/${nowhere}/void`,
      name: 'letting go of nothing',
      status: 404,
      code: 'hold_not_found',
      message: /no hold/,
    },
  ];
}
