/** Who asks, for which till, for whom. */
import { receipt } from '../../../testing/receipts.ts';
import type { Row } from '../row.ts';
import type { Stage } from '../stage.ts';

const request = 'POST /v1/quotes';

export const identity = (stage: Stage): readonly Row[] => [...whoAsks(stage), ...whichTill(stage), ...forWhom(stage)];

function whoAsks({ gateway, revokedKey, time }: Stage): readonly Row[] {
  const admin = gateway.secret('admin');
  const rows: readonly (readonly [string, Record<string, string | readonly string[]>, RegExp])[] = [
    ['no key', {}, /Send your key as Authorization: Bearer/],
    ['an empty header', { authorization: '' }, /not of the form Bearer <key>/],
    ['no secret', { authorization: 'Bearer ' }, /not of the form Bearer <key>/],
    ['another scheme', { authorization: `Basic ${admin}` }, /not of the form Bearer <key>/],
    ['a wrong key', { authorization: 'Bearer tg_wrong' }, /not known, or it was revoked/],
    ['a revoked key', { authorization: `Bearer ${revokedKey}` }, /not known, or it was revoked/],
    ['a key cut short', { authorization: `Bearer ${admin.slice(0, -1)}` }, /not known/],
    ['a key in capitals', { authorization: `Bearer ${admin.toUpperCase()}` }, /not known/],
    ['a key of 10 KB', { authorization: `Bearer ${'x'.repeat(10_000)}` }, /not known/],
    ['two keys in one', { authorization: `Bearer ${admin} ${admin}` }, /not of the form/],
    ['a key that is SQL', { authorization: "Bearer ';DROP/**/TABLE/**/access_keys;--" }, /not known/],
  ];
  return [
    ...rows.map(
      ([name, headers, message]): Row => ({
        name,
        as: null,
        request,
        body: receipt('i', time),
        headers,
        status: 401,
        code: 'unauthenticated',
        message,
      }),
    ),
    {
      name: 'a till that saves a programme',
      request: 'POST /v1/programs/main/versions',
      body: '{}',
      status: 403,
      code: 'forbidden',
      message: /role till may not do programmes.save/,
    },
    {
      name: 'a marketer that sells',
      as: 'marketer',
      request: 'POST /v1/receipts',
      body: receipt('i', time),
      status: 403,
      code: 'forbidden',
      message: /role marketer may not do receipts.create/,
    },
    {
      name: 'a till that makes keys',
      request: 'POST /v1/keys',
      body: { role: 'admin' },
      status: 403,
      code: 'forbidden',
      message: /role till may not do keys.write/,
    },
  ];
}

function whichTill({ gateway, time, sold, hold, holdOfT2 }: Stage): readonly Row[] {
  const mismatch = { status: 403, code: 'till_mismatch' } as const;
  const at = (till?: string) => receipt('i', time, till === undefined ? {} : { till });
  return [
    { ...mismatch, name: 'another till', request, body: at('t2'), path: '/till', message: /must be t1 or absent/ },
    { ...mismatch, name: 'a till that is none', request, body: at('t9'), path: '/till', message: /must be t1/ },
    { ...mismatch, name: 'a till of another store', as: 'shop', request, body: at('t3'), message: /It is store s2's/ },
    {
      ...mismatch,
      name: 'a receipt of another store',
      as: 't3',
      request: `GET /v1/receipts/${sold}`,
      message: /It is till t1's/,
    },
    {
      ...mismatch,
      name: 'a receipt of another till, by number',
      as: 't2',
      request: `GET /v1/receipts?till=t1&businessDay=${moscowDay(time)}&number=sold`,
      message: /It is till t1's/,
    },
    {
      ...mismatch,
      name: "another till's hold",
      as: 't2',
      request: `POST /v1/holds/${hold}/void`,
      message: /It is till t1's/,
    },
    {
      ...mismatch,
      name: 'a cancel of another till',
      as: 't2',
      request: 'POST /v1/receipts/cancel',
      body: { id: sold },
      message: /It is till t1's/,
    },
    {
      name: "a receipt with another till's hold",
      request: 'POST /v1/receipts',
      body: receipt('held-2', time, { member: { card: 'anna' }, holds: [holdOfT2] }),
      status: 409,
      code: 'hold_mismatch',
      path: '/holds/0',
      message: /cannot be used here/,
    },
    {
      name: 'no till named',
      as: 'admin',
      request,
      body: at(),
      status: 422,
      code: 'invalid_request',
      path: '/till',
      message: /is required with this key/,
    },
    {
      name: 'a till that is not there',
      as: 'admin',
      request,
      body: at('t9'),
      status: 404,
      code: 'till_not_found',
      path: '/till',
      message: /is not known/,
    },
    {
      name: 'a till whose store has no programme',
      as: 't4',
      request,
      body: at(),
      status: 409,
      code: 'no_programme',
      message: /store s3 prices under side/,
    },
    {
      name: 'a key for a till that is not there',
      as: 'admin',
      request: 'POST /v1/keys',
      body: { role: 'till', till: 't9' },
      status: 404,
      code: 'till_not_found',
      path: '/till',
      message: /is not known/,
    },
    {
      name: 'a store that is not there',
      as: 'admin',
      request: 'POST /v1/tills',
      body: { code: 't7', store: `s${gateway.now()}` },
      status: 404,
      code: 'store_not_found',
      path: '/store',
      message: /is not known/,
    },
  ];
}

/** The test's stores are in Moscow. */
function moscowDay(time: string): string {
  return new Date(Date.parse(time) + 3 * 3_600_000).toISOString().slice(0, 10);
}

function forWhom({ time, members }: Stage): readonly Row[] {
  const invalid = { request, status: 422, code: 'invalid_request' } as const;
  const of = (member: object) => receipt('i', time, { member });
  const nobody = '01990000-0000-7000-8000-000000000000';
  const absent = { request, status: 404 } as const;
  return [
    {
      ...absent,
      code: 'card_not_found',
      name: 'an unknown card',
      body: of({ card: 'x' }),
      path: '/member/card',
      message: /no card/,
    },
    {
      ...absent,
      code: 'card_not_found',
      name: 'a card that is SQL',
      body: of({ card: "' OR 1=1 --" }),
      path: '/member/card',
      message: /no card/,
    },
    {
      ...absent,
      code: 'member_not_found',
      name: 'an unknown phone',
      body: of({ phone: '+79990000000' }),
      path: '/member/phone',
      message: /no member/,
    },
    {
      ...absent,
      code: 'member_not_found',
      name: 'a phone of letters',
      body: of({ phone: 'call me' }),
      path: '/member/phone',
      message: /no member/,
    },
    {
      ...absent,
      code: 'member_not_found',
      name: 'a phone in Arabic digits',
      body: of({ phone: '+\u0667\u0669\u0661\u0666\u0660\u0660\u0660\u0660\u0660\u0660\u0661' }),
      path: '/member/phone',
      message: /no member/,
    },
    {
      ...absent,
      code: 'member_not_found',
      name: 'an unknown member',
      body: of({ id: nobody }),
      path: '/member/id',
      message: /no member/,
    },
    {
      request,
      status: 409,
      code: 'card_blocked',
      name: 'a blocked card',
      body: of({ card: 'lost' }),
      path: '/member/card',
      message: /is blocked/,
    },
    { ...invalid, name: 'nobody', body: of({}), path: '/member', message: /exactly one of card, phone, id/ },
    {
      ...invalid,
      name: 'two at once',
      body: of({ card: 'anna', id: members.boris }),
      path: '/member',
      message: /exactly one of card, phone, id/,
    },
    { ...invalid, name: 'an id that is none', body: of({ id: '7' }), path: '/member/id', message: /a UUID/ },
    {
      ...invalid,
      name: 'a member as text',
      body: receipt('i', time, { member: 'anna' }),
      path: '/member',
      message: /object/,
    },
    {
      name: 'points of nobody',
      request: 'POST /v1/receipts',
      body: receipt('i', time, { redeem: [{ points: 'max' }] }),
      status: 422,
      code: 'member_required',
      path: '/redeem',
      message: /needs a member/,
    },
    {
      name: 'a member in the URL that is none',
      as: 'call-centre',
      request: 'GET /v1/members/7',
      status: 422,
      code: 'invalid_request',
      path: 'id',
      message: /a UUID/,
    },
    {
      name: 'a phone that is taken',
      as: 'call-centre',
      request: 'POST /v1/members',
      body: { phone: '+79160000001' },
      status: 409,
      code: 'already_exists',
      path: '/phone',
      message: /./,
    },
    {
      name: 'a card that is taken, the second of two',
      as: 'call-centre',
      request: 'POST /v1/members',
      body: { cards: [{ number: 'fresh' }, { number: 'anna' }] },
      status: 409,
      code: 'already_exists',
      path: '/cards',
      message: /./,
    },
  ];
}
