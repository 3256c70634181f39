/** A member's counters and tier over years of business time, through sales, returns, exchanges, cancels and an attached receipt. */
import t from 'tap';
import { cake } from '../testing/receipts.ts';
import { type Key, type Reply, startGateway } from '../testing/start-gateway.ts';

const programme = `
program: { code: main, currency: RUB, minorUnits: 2, timezone: Europe/Moscow }
points: { worth: 100, attachDays: 14, returns: { withoutReceipt: allow } }
counters:
  - { code: spend-year, of: net, window: P1Y }
  - { code: spend-month, of: net, window: month }
  - { code: visits, of: receipts, window: month }
  - { code: cakes, of: quantity, items: { sku: cake }, window: P90D }
tiers:
  by: spend-year
  levels: [{ code: base, from: 0 }, { code: silver, from: 100000 }, { code: gold, from: 300000, keep: P1Y }]
groups:
  - code: shelf
    type: price
    rules:
      - { code: gold-10, tiers: [gold], do: { percent_off: { percent: 10 } } }
      - { code: last-month, when: 'counter("spend-month", -1) >= 300000', channels: [web], do: { percent_off: { percent: 50 } } }
      - { code: third, when: counter("visits") == 2, channels: [app], do: { percent_off: { percent: 30 } } }
`;
const gateway = await startGateway(t, { programme });
const { call, clock } = gateway;
const anna = { member: { card: 'anna' } };
const boris = { member: { card: 'boris' } };

/** The chain's clock, in Moscow. */
function setClock(local: string): string {
  const moment = Date.parse(`${local}+03:00`);
  clock.ahead = moment - Date.now();
  return new Date(moment).toISOString();
}

let last = 0;
async function sell(local: string, amount: number, more: object = anna, as: Key = 't1'): Promise<Reply> {
  const businessTime = setClock(local);
  const receipt = { number: `n${++last}`, businessTime, channel: 'pos', lines: [cake(amount)], ...more };
  const reply = await call(as, 'POST /v1/receipts', receipt);
  t.equal(reply.status, 201, reply.body?.detail);
  return reply;
}

function giveBack(id: string, quantity: number, more: object = {}): Promise<Reply> {
  const businessTime = new Date(gateway.now()).toISOString();
  const body = { number: `r${++last}`, businessTime, receipt: { id }, lines: [{ line: 1, quantity }], ...more };
  return call('t1', 'POST /v1/returns', body);
}

interface Standing {
  readonly program: string;
  readonly tier?: { code: string; since?: string; until?: string };
  readonly counters: Record<string, number | number[]>;
}

async function standing(who = 'anna', as: Key = 'call-centre'): Promise<Standing & { readonly now: string }> {
  const { body } = await call(as, `GET /v1/members?card=${who}`);
  return { ...body.programs[0], now: body.tier };
}

t.test('who has nothing is of the first level', async (t) => {
  setClock('2029-06-30T12:00:00');
  t.same(await standing(), {
    program: 'main',
    now: 'base',
    tier: { code: 'base' },
    counters: { 'spend-year': 0, 'spend-month': [0, 0], visits: 0, cakes: 0 },
  });
  t.equal((await standing('anna', 't1')).counters, undefined, 'a till is not told what she spends');
});

t.test('counted through sales, a return in parts and a cancel', async (t) => {
  const first = await sell('2029-07-01T10:00:00', 30_001, {
    ...anna,
    lines: [{ line: 1, sku: 'cake', quantity: 3, unitPrice: 20_000, amount: 60_002 }],
  });
  t.match((await standing()).counters, { 'spend-year': 60_002, 'spend-month': [60_002, 0], visits: 1, cakes: 3 });
  setClock('2029-08-02T10:00:00');
  t.equal((await giveBack(first.body.id, 1)).status, 201);
  t.same((await standing()).counters, { 'spend-year': 40_002, 'spend-month': [0, 40_002], visits: 0, cakes: 2 });
  t.equal((await giveBack(first.body.id, 1)).status, 201);
  t.match((await standing()).counters, { 'spend-year': 20_001, 'spend-month': [0, 20_001], cakes: 1 });

  const second = await sell('2029-08-02T11:00:00', 90_000);
  t.match((await standing()).counters, { 'spend-year': 110_001, visits: 1, cakes: 2 });
  t.equal((await standing()).now, 'silver');
  t.equal((await call('t1', 'POST /v1/receipts/cancel', { id: second.body.id })).status, 200);
  t.match((await standing()).counters, { 'spend-year': 20_001, 'spend-month': [0, 20_001], visits: 0, cakes: 1 });
  t.equal((await standing()).now, 'base');
  t.equal((await giveBack(first.body.id, 1)).status, 201);
  t.same((await standing()).counters, { 'spend-year': 0, 'spend-month': [0, 0], visits: 0, cakes: 0 });
});

t.test('raised at once, kept for a year, lowered without a purchase', async (t) => {
  await sell('2029-09-10T10:00:00', 299_999);
  t.equal((await standing()).now, 'silver');
  const crossing = await sell('2029-09-20T10:00:00', 1);
  t.equal(crossing.body.totals.discount, 0, 'not yet for the receipt at hand');
  t.same((await standing()).tier, {
    code: 'gold',
    since: '2029-09-20T07:00:00.000Z',
    until: '2030-09-20T07:00:00.000Z',
  });
  t.equal((await sell('2029-09-20T10:00:01', 10_000)).body.totals.discount, 1_000);
  setClock('2030-09-20T09:59:00');
  t.equal((await standing()).now, 'gold', 'by its keep alone');
  t.match((await standing()).counters, { 'spend-year': 0 });
  const quoted = {
    number: 'q',
    businessTime: setClock('2030-09-20T09:59:30'),
    channel: 'pos',
    ...anna,
    lines: [cake(10_000)],
  };
  t.equal((await call('t1', 'POST /v1/quotes', quoted)).body.totals.discount, 1_000);
  const later = { ...quoted, businessTime: setClock('2030-09-20T10:00:00') };
  t.equal((await call('t1', 'POST /v1/quotes', later)).body.totals.discount, 0);
  t.equal((await standing()).now, 'base');
});

t.test('the month before, the third visit; a receipt that arrives late counts in its own month', async (t) => {
  await sell('2030-11-29T10:00:00', 100_000, boris);
  setClock('2030-12-05T10:00:00');
  const late = await sell('2030-12-05T10:00:00', 200_000, {
    ...boris,
    businessTime: '2030-11-30T20:59:00Z',
    offline: true,
  });
  t.equal(late.body.totals.discount, 0);
  t.match((await standing('boris')).counters, { 'spend-month': [0, 300_000], visits: 0 });
  t.equal(
    (await sell('2030-12-05T10:05:00', 10_000, { ...boris, channel: 'web' })).body.totals.discount,
    5_500,
    '10% and then half',
  );
  await sell('2030-12-05T10:06:00', 10_000, boris);
  t.equal((await sell('2030-12-05T10:07:00', 10_000, { ...boris, channel: 'app' })).body.totals.discount, 3_700);
  t.equal((await sell('2030-12-05T10:08:00', 10_000, { ...boris, channel: 'app' })).body.totals.discount, 1_000);
});

t.test('an exchange takes off what comes back and adds what is sold', async (t) => {
  const bought = await sell('2031-03-01T10:00:00', 50_000);
  await sell('2031-04-01T10:00:00', 70_000, {
    ...anna,
    returns: [{ receipt: { id: bought.body.id }, lines: [{ line: 1, quantity: 1 }] }],
  });
  t.match((await standing()).counters, { 'spend-year': 70_000, 'spend-month': [70_000, 0], visits: 1 });
});

t.test('a receipt without a card counts once it is attached, in its own period', async (t) => {
  const bought = await sell('2031-05-31T10:00:00', 40_000, {});
  setClock('2031-06-01T10:00:00');
  t.match((await standing()).counters, { 'spend-month': [0, 0] });
  const attached = await call('t1', `POST /v1/receipts/${bought.body.id}/attach`, anna);
  t.equal(attached.status, 200, attached.body.detail);
  t.match((await standing()).counters, { 'spend-month': [0, 40_000], visits: 0 });
  t.equal((await giveBack(bought.body.id, 1)).status, 201);
  t.match((await standing()).counters, { 'spend-month': [0, 0] });
});

t.test('goods without their receipt change no counter', async (t) => {
  await sell('2031-06-01T10:00:00', 40_000);
  const body = { number: `r${++last}`, businessTime: setClock('2031-06-01T10:30:00'), ...anna };
  const returned = await call('t1', 'POST /v1/returns', {
    ...body,
    lines: [{ sku: 'cake', quantity: 1, unitPrice: 40_000 }],
  });
  t.equal(returned.status, 201, returned.body.detail);
  t.match((await standing()).counters, { 'spend-month': [40_000, 0] });
});

t.test('twenty receipts at once all count, and a retry counts once', async (t) => {
  const businessTime = setClock('2031-09-01T10:00:00');
  const receipts = Array.from({ length: 20 }, (_, index) => ({
    number: `b${index}`,
    businessTime,
    channel: 'pos',
    ...anna,
    lines: [cake(1_000)],
  }));
  const replies = await Promise.all(
    [...receipts, ...receipts.slice(0, 5)].map((body) => call('t1', 'POST /v1/receipts', body)),
  );
  t.equal(replies.filter(({ status }) => status === 201).length, 20);
  t.match((await standing()).counters, { 'spend-month': [20_000, 0], visits: 20, cakes: 20 });
});

t.test('simulated at another moment, it is told what holds then', async (t) => {
  const simulated = async (at: string) => {
    const body = {
      program: 'main',
      at,
      receipt: { number: 's', businessTime: at, channel: 'pos', ...anna, lines: [cake(10_000)] },
    };
    return (await call('marketer', 'POST /v1/simulate', body)).body.totals.discount;
  };
  t.equal(await simulated('2029-09-20T09:59:59+03:00'), 0);
  t.equal(await simulated('2029-09-20T10:00:00+03:00'), 0, 'its keep has passed and is forgotten');
  t.equal(await simulated('2031-09-02T10:00:00+03:00'), 0);
});
