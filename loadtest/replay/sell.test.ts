/** Sales against a script of answers: which calls are made, in which order, after what was left behind. */
import t from 'tap';
import type { ErrorCode, Problem } from '../../gateway/contract/errors.ts';
import type { WireReceipt } from '../../gateway/contract/receipt.ts';
import type { Answer, Call, Client } from './client.ts';
import { createLatencies } from './latencies.ts';
import { createSell } from './sell.ts';

type Reply = Answer<unknown>;

const ok = (body: unknown, replayed = false): Reply => ({ ok: true, status: replayed ? 200 : 201, body, replayed });
const no = (code: ErrorCode, quote?: unknown): Reply => ({
  ok: false,
  problem: { type: '', title: '', status: 409, code, detail: '', retryable: false, requestId: '', quote } as Problem,
});
const quoted = (token: string, redeem = 0, held = 0): Reply =>
  ok({ token, totals: { gross: 10_000, discount: 0, redeemed: redeem }, points: { redeem, held } });
const committed = ok({ id: 'r' });
const missing = no('receipt_not_found');
const held = (id: string, state = 'active', replayed = false): Reply => ok({ id, state }, replayed);

function scripted(answers: readonly (readonly [string, Reply])[], administrator = true) {
  const script = [...answers];
  const calls: Call[] = [];
  const client: Client = {
    latencies: createLatencies(),
    retries: () => 0,
    close: async () => {},
    async call<T>(call: Call): Promise<Answer<T>> {
      calls.push(call);
      const next = script.shift();
      if (next?.[0] !== call.name) throw new Error(`${call.name} was called, the script has ${next?.[0]}`);
      return next[1] as Answer<T>;
    },
  };
  const rest = () => script.map(([name]) => name);
  return { sell: createSell(client, { administrator }), calls, rest };
}

const receipt: WireReceipt = {
  till: 't1',
  number: '7',
  businessDay: '2011-03-26',
  businessTime: '2011-03-26T10:00:00+00:00',
  channel: 'web',
  member: { card: '17850' },
  lines: [{ line: 1, sku: 'MUG', quantity: 1, unitPrice: 10_000 }],
};
const rule = { every: 1, max: 30 };

const rows: readonly {
  name: string;
  redeem?: typeof rule;
  script: readonly (readonly [string, Reply])[];
  expected: object;
}[] = [
  {
    name: 'quote → commit',
    script: [
      ['quote', quoted('q')],
      ['commit', committed],
    ],
    expected: { body: { id: 'r' } },
  },
  {
    name: 'a quote that changed is agreed to',
    script: [
      ['quote', quoted('q')],
      ['commit', no('quote_changed', { token: 'q2' })],
      ['commit', committed],
    ],
    expected: { body: { id: 'r' } },
  },
  { name: 'a refused quote is the outcome', script: [['quote', no('too_many_lines')]], expected: { ok: false } },
  {
    name: 'with points: quote, quote of so many, hold, commit',
    redeem: rule,
    script: [
      ['find', missing],
      ['quote', quoted('q', 5_000)],
      ['quote', quoted('q2', 3_000)],
      ['hold', held('h')],
      ['commit', committed],
    ],
    expected: { body: { id: 'r' } },
  },
  {
    name: 'no points to spend: a plain sale',
    redeem: rule,
    script: [
      ['find', missing],
      ['quote', quoted('q', 0)],
      ['quote', quoted('q2')],
      ['commit', committed],
    ],
    expected: { body: { id: 'r' } },
  },
  {
    name: 'run again: it is there and is not paid for again',
    redeem: rule,
    script: [['find', ok({ id: 'r' })]],
    expected: { body: { id: 'r' }, replayed: true },
  },
  {
    name: 'run again after a hold alone: it is voided, the points are counted anew, the next key is taken',
    redeem: rule,
    script: [
      ['find', missing],
      ['quote', quoted('q', 2_000, 3_000)],
      [
        'holds',
        ok({
          holds: [
            { id: 'h1', till: 't1', businessDay: '2011-03-26', number: '7' },
            { id: 'x', till: 't1', businessDay: '2011-03-26', number: '8' },
          ],
        }),
      ],
      ['void', held('h1', 'voided')],
      ['find', missing],
      ['quote', quoted('q', 5_000)],
      ['quote', quoted('q2', 3_000)],
      ['hold', held('h1', 'voided', true)],
      ['hold', no('idempotency_key_reused')],
      ['hold', held('h3')],
      ['commit', committed],
    ],
    expected: { body: { id: 'r' } },
  },
  {
    name: 'the hold expired before the commit: once more from the beginning',
    redeem: rule,
    script: [
      ['find', missing],
      ['quote', quoted('q', 3_000)],
      ['hold', held('h1')],
      ['commit', no('hold_expired')],
      ['find', missing],
      ['quote', quoted('q', 3_000)],
      ['hold', held('h2')],
      ['commit', committed],
    ],
    expected: { body: { id: 'r' } },
  },
  {
    name: 'an earlier request had committed it without this hold, which is let go',
    redeem: rule,
    script: [
      ['find', missing],
      ['quote', quoted('q', 3_000)],
      ['hold', held('h')],
      ['commit', ok({ id: 'r' }, true)],
      ['void', no('hold_resolved')],
    ],
    expected: { body: { id: 'r' }, replayed: true },
  },
  {
    name: 'refused, it lets go of its hold',
    redeem: rule,
    script: [
      ['find', missing],
      ['quote', quoted('q', 3_000)],
      ['hold', held('h')],
      ['commit', no('receipt_conflict')],
      ['void', held('h', 'voided')],
    ],
    expected: { ok: false, problem: { code: 'receipt_conflict' } },
  },
];

for (const { name, redeem, script, expected } of rows) {
  t.test(name, async (t) => {
    const { sell, rest } = scripted(script);
    t.match(await sell(receipt, redeem), expected);
    t.same(rest(), []);
  });
}

t.test('what is sent: 30% in points, keys of their own, the token agreed to', async (t) => {
  const { sell, calls } = scripted([
    ['find', missing],
    ['quote', quoted('q', 5_000)],
    ['quote', quoted('q2', 3_000)],
    ['hold', held('h', 'expired', true)],
    ['hold', held('h2')],
    ['commit', committed],
  ]);
  await sell(receipt, rule);
  t.match(calls[0], { path: '/v1/receipts?till=t1&businessDay=2011-03-26&number=7' });
  t.match(calls[1]?.body, { redeem: [{ points: 'max' }] });
  t.match(calls[2]?.body, { redeem: [{ points: 3_000 }] });
  t.match(calls[3]?.body, { number: '7', member: { card: '17850' }, redeem: [{ points: 3_000 }] });
  t.match(calls[3]?.idempotencyKey, /^replay-[0-9a-f]{64}-1$/);
  t.match(calls[4]?.idempotencyKey, /-2$/);
  t.match(calls[5]?.body, { quote: 'q2', holds: ['h2'], offline: true, number: '7' });
  t.notMatch(calls[5]?.body, { redeem: Array });
});

t.test('a till quotes what is new, and sends alone what it rang up offline', async (t) => {
  const late = scripted([['commit', committed]], false);
  await late.sell(receipt, rule);
  t.match(late.calls[0]?.body, { offline: true });
  const fresh = scripted(
    [
      ['quote', quoted('q')],
      ['commit', committed],
    ],
    false,
  );
  await fresh.sell({ ...receipt, businessTime: new Date().toISOString() }, undefined);
  t.notMatch(fresh.calls[1]?.body, { offline: Boolean });
});
