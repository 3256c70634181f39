/** What becomes of the points of sample programmes, as the worked examples of B15, B18, B22, B29, D14 and D28 say. */
import { readdirSync, readFileSync } from 'node:fs';
import t from 'tap';
import { audit } from '../../ledger/audit/audit.ts';
import { receipt } from '../testing/receipts.ts';
import { type Reply, startGateway } from '../testing/start-gateway.ts';

const folder = new URL('../../config/programs/mechanics/', import.meta.url);
const dayMs = 86_400_000;

/** A sample, as the programme of the test's stores; with points that may pay everything but what `unless` says. */
function sample(id: string, more = ''): string {
  const file = readdirSync(folder).find((name) => name.startsWith(`${id}-`));
  if (file === undefined) throw new Error(`there is no sample ${id}`);
  const source = readFileSync(new URL(file, folder), 'utf8');
  return source.replace(`code: ${id.toLowerCase()},`, 'code: main,') + more;
}
const paying = `
  - { code: paying, type: redemption, rules: [{ code: all, do: { redeem_limit: { percent: 100 } } }] }
`;

const gateway = await startGateway(t, { programme: sample('B22', paying), members: [] });
const { call, clock, pool, time } = gateway;
let last = 0;
const next = (): string => `s${++last}`;
const line = (sku: string, unitPrice: number, more = {}) => ({ line: 1, sku, unitPrice, quantity: 1, ...more });

async function member(type = 'club') {
  const card = `c${++last}`;
  const id = await gateway.join({ cards: [{ number: card, type }] });
  const commit = (...lines: object[]): Promise<Reply> => sell({ lines });
  const sell = (more: object): Promise<Reply> =>
    call('t1', 'POST /v1/receipts', receipt(next(), time(), { member: { card }, ...more }));
  const bring = (sale: Reply, quantity = 1): Promise<Reply> =>
    call('t1', 'POST /v1/returns', {
      number: next(),
      businessTime: time(),
      receipt: { id: sale.body.id },
      lines: [{ line: 1, quantity }],
    });
  const points = async () => (await call('admin', `GET /v1/members/${id}`)).body.points;
  return { commit, sell, bring, points };
}

t.test('B22: not spendable before; a return before activation cancels it', async (t) => {
  const { commit, sell, bring, points } = await member();
  await commit(line('A', 1_000_000));
  const second = await commit(line('A', 500_000));
  t.match(await points(), { balance: 0, pending: 150 });
  const early = await sell({ lines: [line('B', 10_000)], redeem: [{ points: 'max' }] });
  t.match(early.body, { points: { redeemable: 0, redeem: 0 }, totals: { redeemed: 0 } });
  t.match((await bring(second)).body, { pointsTaken: 50, debt: 0 });
  t.match(await points(), { balance: 0, pending: 101 });
  clock.ahead += 14 * dayMs;
  t.match(await points(), { balance: 101, pending: 0, debt: 0 });
  const late = await sell({ lines: [line('B', 10_000)], redeem: [{ points: 'max' }] });
  t.match(late.body.totals, { redeemed: 10_000, net: 0 });
  clock.ahead += 366 * dayMs;
  t.match(await points(), { balance: 0 });
});

t.test('B29: 1 unit of "1000 points" is 1000; its return takes them back; points do not pay for it', async (t) => {
  await gateway.publish(sample('B29'));
  const { commit, sell, bring, points } = await member();
  const packet = line('points-1000', 90_000, { category: ['points'] });
  const sale = await commit(packet);
  t.equal(sale.body.totals.earned, 1000);
  t.equal((await points()).balance, 1000);
  const again = await sell({ lines: [packet], redeem: [{ points: 'max' }] });
  t.match(again.body.totals, { redeemed: 0, net: 90_000, earned: 1000 });
  t.match((await bring(sale)).body, { refund: 90_000, pointsTaken: 1000 });
  t.equal((await points()).balance, 1000);
});

t.test('B15: promotional points are spent before the others, and end by themselves', async (t) => {
  const start = Date.parse('2026-12-05T12:00:00+03:00');
  clock.ahead += Math.max(0, start - gateway.now());
  // The promotion of the sample was of one year; here it is of whichever this is.
  const year = new Date(gateway.now()).getUTCFullYear();
  const source = sample('B15', paying)
    .replace('from: 2026-12-01T00:00, to: 2027-01-01T00:00', `from: ${year}-01-01T00:00, to: ${year + 1}-12-31T00:00`)
    .replace('expireAt: 2027-01-31T00:00', `expireAt: ${year + 2}-01-31T00:00`);
  await gateway.publish(source);
  const { commit, sell, points } = await member();
  await commit(line('A', 1_000_000));
  t.match((await points()).purses, [
    { purse: 'bonus', balance: 100 },
    { purse: 'promo', balance: 500 },
  ]);
  await sell({ lines: [line('B', 20_000)], redeem: [{ points: 200 }] });
  t.match((await points()).purses, [
    { purse: 'bonus', balance: 100 },
    { purse: 'promo', balance: 300 },
  ]);
});

t.test('B18: the receipt that crosses the day’s limit gets the remainder, and a return gives it back', async (t) => {
  await gateway.publish(sample('B18'));
  const { commit, bring } = await member();
  const first = await commit(line('A', 800_000));
  t.equal(first.body.totals.earned, 80);
  t.equal((await commit(line('A', 400_000))).body.totals.earned, 20);
  t.equal((await commit(line('A', 400_000))).body.totals.earned, 0);
  await bring(first);
  t.equal((await commit(line('A', 1_000_000))).body.totals.earned, 80);
});

t.test('D28: the receipt that crosses the month’s limit gets the remainder', async (t) => {
  await gateway.publish(sample('D28'));
  const { commit } = await member('employee');
  t.equal((await commit(line('A', 2_450_000))).body.totals.discount, 490_000);
  t.equal((await commit(line('A', 100_000))).body.totals.discount, 10_000);
  t.equal((await commit(line('A', 100_000))).body.totals.discount, 0);
});

t.test('D14: a stamp per 500.00, a knife at 99.00 for 10, a return takes stamps back', async (t) => {
  await gateway.publish(sample('D14'));
  const { commit, sell, bring, points } = await member();
  const has = async () =>
    (await points()).purses.find((one: { purse: string }) => one.purse === 'stamps')?.balance ?? 0;
  const shopping = await commit(line('A', 50_000, { quantity: 11 }));
  t.equal(await has(), 11);
  const knife = { lines: [line('knife', 39_900)], attributes: { accept: ['knife'] } };
  t.match((await sell(knife)).body.totals, { net: 9_900 });
  t.equal(await has(), 1);
  t.match((await bring(shopping)).body.purses, [{ purse: 'stamps', returned: 0, taken: 1 }]);
  t.equal(await has(), 0);
  clock.ahead += dayMs;
  await commit(line('A', 50_000));
  clock.ahead += 91 * dayMs;
  t.equal(await has(), 0, 'stamps expire after 90 days');
});

t.test('the ledger is sound', async (t) => t.strictSame(await audit(pool), []));
