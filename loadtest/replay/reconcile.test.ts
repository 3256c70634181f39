import t from 'tap';
import type { Answer, Call, Client } from './client.ts';
import { createLatencies } from './latencies.ts';
import { reconcile } from './reconcile.ts';
import type { Settled } from './tally.ts';

const settled: readonly Settled[] = [
  {
    kind: 'sale',
    id: 's1',
    number: '1',
    card: 'a',
    gross: 500,
    discount: 50,
    redeemed: 0,
    net: 450,
    earned: 45,
    spent: 0,
  },
  {
    kind: 'sale',
    id: 's2',
    number: '2',
    card: 'a',
    gross: 100,
    discount: 0,
    redeemed: 30,
    net: 70,
    earned: 7,
    spent: 30,
  },
  { kind: 'return', id: 'b1', number: '3', card: 'a', refund: 70, pointsReturned: 30, pointsTaken: 7, debt: 0 },
  {
    kind: 'sale',
    id: 's3',
    number: '4',
    card: undefined,
    gross: 9,
    discount: 0,
    redeemed: 0,
    net: 9,
    earned: 0,
    spent: 0,
  },
];

const sale = (one: object, spent = 0) => ({ state: 'committed', totals: one, points: { redeem: spent } });
const replies: Record<string, object> = {
  '/v1/receipts/s1': sale({ gross: 500, discount: 50, redeemed: 0, net: 450, earned: 45 }),
  '/v1/receipts/s2': sale({ gross: 100, discount: 0, redeemed: 30, net: 70, earned: 7 }, 30),
  '/v1/receipts/s3': sale({ gross: 9, discount: 0, redeemed: 0, net: 9, earned: 0 }),
  '/v1/receipts/b1': { state: 'committed', refund: 70, pointsReturned: 30, pointsTaken: 7, debt: 0 },
  '/v1/members?card=a': { id: 'm', points: { balance: 40, held: 3, pending: 4, debt: 2 } },
};

const given = (points: number, receipt: string) => ({ debit: 'house:issued', credit: 'purse:bonus', points, receipt });
const taken = (points: number, receipt: string) => ({
  debit: 'purse:bonus',
  credit: 'house:redeemed',
  points,
  receipt,
});
const own = [
  given(45, 's1'),
  taken(30, 's2'),
  given(7, 's2'),
  { debit: 'house:redeemed', credit: 'purse:bonus', points: 30, receipt: 'b1' },
  { debit: 'purse:bonus', credit: 'house:returned', points: 5, receipt: 'b1' },
  { debit: 'debt', credit: 'house:returned', points: 2, receipt: 'b1' },
  { debit: 'pending:bonus', credit: 'purse:bonus', points: 45 },
];

function clientOf(changes: Record<string, object>): Client {
  return {
    latencies: createLatencies(),
    retries: () => 0,
    close: async () => {},
    async call<T>({ path }: Call): Promise<Answer<T>> {
      const body = { ...replies, ...changes }[path];
      if (body === undefined) throw new Error(`nobody answers ${path}`);
      if ('problem' in body) return body as Answer<T>;
      return { ok: true, status: 200, body: body as T, replayed: false };
    },
  };
}

const rows: readonly (readonly [string, Record<string, object>, readonly string[]])[] = [
  ['all as answered', {}, []],
  [
    'a penny off',
    { '/v1/receipts/s1': sale({ gross: 500, discount: 49, redeemed: 0, net: 451, earned: 45 }) },
    ['sale 1: discount was answered as 50, is read as 49', 'sale 1: net was answered as 450, is read as 451'],
  ],
  ['cancelled meanwhile', { '/v1/receipts/s3': { state: 'cancelled' } }, ['sale 4: it is cancelled']],
  [
    'not there',
    { '/v1/receipts/b1': { ok: false, problem: { code: 'receipt_not_found', detail: 'there is none' } } },
    ['return 3: receipt_not_found: there is none'],
  ],
  [
    'a point off',
    {
      '/v1/members?card=a': { id: 'm', points: { balance: 41, held: 3, pending: 4, debt: 2 } },
      '/v1/members/m/operations?limit=1000': { operations: own },
    },
    ['card a: 46 points, all its operations come to 45'],
  ],
  [
    'a receipt moved a point more than was answered',
    {
      '/v1/members?card=a': { id: 'm', points: { balance: 41, held: 3, pending: 4, debt: 2 } },
      '/v1/members/m/operations?limit=1000': { operations: [...own, given(1, 's1')] },
    },
    ['card a: its receipts moved 46 points, were answered as 45'],
  ],
  [
    'points from elsewhere and points that ran out are accounted for, over all pages',
    {
      '/v1/members?card=a': { id: 'm', points: { balance: 38, held: 3, pending: 4, debt: 2 } },
      '/v1/members/m/operations?limit=1000': { operations: [...own, given(8, 'x')], next: 7 },
      '/v1/members/m/operations?limit=1000&before=7': {
        operations: [{ debit: 'purse:bonus', credit: 'house:expired', points: 10 }],
      },
    },
    [],
  ],
];

for (const [name, changes, expected] of rows) {
  t.test(name, async (t) => {
    const options = { concurrency: 2, tick: () => {}, mayReadOperations: true };
    const { differences, receipts, balances } = await reconcile(clientOf(changes), settled, options);
    t.same(differences, expected);
    t.equal(receipts, 4);
    t.equal(balances?.members, 1);
  });
}
