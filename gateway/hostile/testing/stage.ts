/**
 * A chain in the middle of its day, for hostile requests to be made of: receipts sold, returned and cancelled, holds open
 * and resolved, quotes agreed and expired, a key that was revoked. Its gateway listens on a real socket.
 */
import type { Test } from 'tap';
import { maxAmount } from '../../contract/common.ts';
import { issueToken, readToken } from '../../flows/receipt/quote-token.ts';
import { programme, receipt } from '../../testing/receipts.ts';
import { type Key, type Reply, type StartedGateway, startGateway } from '../../testing/start-gateway.ts';

export interface Stage {
  readonly gateway: StartedGateway;
  readonly port: number;
  /** `businessTime` of the receipts below. */
  readonly time: string;
  /** Of anna at t1: a cake at 1000.00, number 'sold'. */
  readonly sold: string;
  /** Of boris, who is richer than any request may say, at t1. */
  readonly ofBoris: string;
  /** Of nobody at t1. */
  readonly anonymous: string;
  readonly cancelled: string;
  /** A return of one of the cakes of `halfBack`, which was sold by two. */
  readonly returned: string;
  readonly halfBack: string;
  readonly members: { readonly anna: string; readonly boris: string };
  /** Of a quote at t1 for `receipt('quoted', time)`, and what a forger makes of it. */
  readonly token: string;
  readonly expiredToken: string;
  /** Of a quote in store s2. */
  readonly foreignToken: string;
  /** Of anna's points at t1 for number 'held', at t2 for 'held-2', and one that was voided. */
  readonly hold: string;
  readonly holdOfT2: string;
  readonly voided: string;
  readonly revokedKey: string;
  /** Unique codes of campaign 'once': as made, and revoked. WELCOME10 is of campaign 'welcome'. */
  readonly coupon: string;
  readonly revokedCoupon: string;
  /** Active, with 500.00 on it; REVOKED-1 and ISSUED-1 are what they are called. */
  readonly certificate: string;
}

const moscowMs = 3 * 3_600_000;
const dayMs = 24 * 3_600_000;

/** @param yaml of programme main */
export async function setStage(t: Test, yaml = programme): Promise<Stage> {
  const gateway = await startGateway(t, { programme: yaml });
  // A minute ago, but of the day that it is in the stores: what is cancelled there is today's, and what is held is of today.
  const time = gateway.time(Math.min(60_000, (gateway.now() + moscowMs) % dayMs));
  const card = (number: string) => ({ member: { card: number } });
  const done = async (as: Key, request: string, body?: object, headers = {}): Promise<Reply['body']> => {
    const reply = await gateway.call(as, request, body, headers);
    if (reply.status >= 400) throw new Error(`${request}: ${reply.text}`);
    return reply.body;
  };
  const sell = async (number: string, more: Record<string, unknown> = {}): Promise<string> =>
    (await done('t1', 'POST /v1/receipts', receipt(number, time, more))).id;

  const two = { lines: [{ line: 1, sku: 'cake', quantity: 2, unitPrice: 100_000 }] };
  const sold = await sell('sold', card('anna'));
  const ofBoris = await sell('of-boris', card('boris'));
  const anonymous = await sell('anonymous');
  const halfBack = await sell('half-back', { ...card('anna'), ...two });
  const back = { number: 'r1', businessTime: time, receipt: { id: halfBack }, lines: [{ line: 1, quantity: 1 }] };
  const returned = (await done('t1', 'POST /v1/returns', back)).id;
  const cancelled = await sell('cancelled', card('boris'));
  await done('t1', 'POST /v1/receipts/cancel', { id: cancelled });
  await done('t1', 'POST /v1/receipts/cancel', { number: 'never' });

  const { token } = await done('t1', 'POST /v1/quotes', receipt('quoted', time));
  const foreignToken = (await done('t3', 'POST /v1/quotes', receipt('quoted', time))).token;
  const { signingKey } = gateway.parts;
  const promise = readToken(signingKey, token, { store: 's1', now: gateway.now(), expiredToo: false });
  const expiredToken = issueToken(signingKey, { ...promise, at: promise.at - 25 * 3_600_000 });

  const hold = async (as: Key, number: string): Promise<string> =>
    (await done(as, 'POST /v1/holds', { number, ...card('anna'), redeem: [{ points: 10 }] })).id;
  const held = await hold('t1', 'held');
  const voided = await hold('t1', 'voided');
  await done('t1', `POST /v1/holds/${voided}/void`);

  await done('marketer', 'POST /v1/coupon-campaigns', { code: 'welcome', kind: 'generic', codes: ['WELCOME10'] });
  await done('marketer', 'POST /v1/coupon-campaigns', { code: 'once', kind: 'unique' });
  const { codes } = await done('marketer', 'POST /v1/coupon-campaigns/once/codes', { count: 2 });
  const [coupon, revokedCoupon] = codes.map((one: { code: string }) => one.code);
  await done('marketer', `POST /v1/coupons/${revokedCoupon}/revoke`);

  const certificate = 'GIFT0001';
  for (const code of [certificate, 'REVOKED-1', 'ISSUED-1']) {
    await done('marketer', 'POST /v1/certificates', { amount: 50_000, code });
    if (code !== 'ISSUED-1') await done('t1', `POST /v1/certificates/${code}/activate`);
  }
  await done('marketer', 'POST /v1/certificates/REVOKED-1/revoke');

  const { cards: _, ...anna } = await done('call-centre', 'GET /v1/members?card=anna');
  const { cards: __, ...boris } = await done('call-centre', 'GET /v1/members?card=boris');
  // Together more than any request may name.
  for (const reason of ['a mistake', 'made twice']) {
    await done('admin', `POST /v1/members/${boris.id}/adjust`, { points: maxAmount, reason });
  }
  await done('call-centre', `POST /v1/members/${boris.id}/cards`, { number: 'lost' });
  await done('call-centre', `POST /v1/members/${boris.id}/cards/lost/block`);
  const { key: revokedKey, id: revokedId } = await done('admin', 'POST /v1/keys', { role: 'till', till: 't1' });
  await done('admin', `DELETE /v1/keys/${revokedId}`);
  const store = { code: 's8', timezone: 'UTC', programme: 'main' };
  await done('admin', 'POST /v1/stores', store, { 'idempotency-key': 'used' });
  await done('marketer', 'POST /v1/programs/side/versions', { program: { code: 'side' } });
  await done('marketer', 'POST /v1/programs/side/versions/1/revoke');

  await gateway.app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = gateway.app.server.address() as { port: number };
  return {
    gateway,
    port,
    time,
    sold,
    ofBoris,
    anonymous,
    cancelled,
    returned,
    halfBack,
    members: { anna: anna.id, boris: boris.id },
    token,
    expiredToken,
    foreignToken,
    hold: held,
    holdOfT2: await hold('t2', 'held-2'),
    voided,
    revokedKey,
    coupon,
    revokedCoupon,
    certificate,
  };
}
