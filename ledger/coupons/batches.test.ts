import t from 'tap';
import { testDatabase } from '../testing/test-database.ts';
import { type Batch, type ClaimedBatch, type MadeCode, startBatch, uniqueCodes } from './batches.ts';

const { pool } = await testDatabase(t);
const secret = Buffer.alloc(32, 1);
const batch = (id: number, more: Partial<Batch> = {}): Batch => ({
  id: `00000000-0000-4000-8000-${String(id).padStart(12, '0')}`,
  campaign: 'spring',
  fingerprint: Buffer.from('12000'),
  issuedAt: 1_795_000_000_000,
  ...more,
});

async function claimed(id: number, more: Partial<Batch> = {}): Promise<ClaimedBatch> {
  const found = await startBatch(pool, batch(id, more));
  if (found === 'reused') throw new Error('the batch is another');
  return found;
}

async function made(steps: AsyncIterable<readonly MadeCode[]>, atMost = Number.POSITIVE_INFINITY): Promise<string[]> {
  const codes: string[] = [];
  for await (const step of steps) {
    codes.push(...step.map(({ code }) => code));
    if (codes.length >= atMost) break;
  }
  return codes;
}

const count = async (): Promise<number> => (await pool.query('SELECT count(*) AS n FROM coupons')).rows[0].n;

t.test('step by step: what is handed out is there, and nothing is made for who has gone', async (t) => {
  const first = await made(uniqueCodes(pool, secret, await claimed(1), 12_000), 1);
  t.equal(first.length, 5_000);
  t.equal(await count(), 5_000);

  const again = await claimed(1, { issuedAt: 1, expiresAt: 2 });
  t.match(again, { made: 5_000, issuedAt: batch(1).issuedAt }, 'as it was begun');
  t.notOk('expiresAt' in again);
  const whole = await made(uniqueCodes(pool, secret, again, 12_000));
  t.equal(new Set(whole).size, 12_000);
  t.strictSame(whole.slice(0, 5_000), first);
  t.equal(await count(), 12_000);
  t.strictSame(await made(uniqueCodes(pool, secret, await claimed(1), 12_000)), whole, 'asked for once more');
  t.equal(await count(), 12_000);
});

t.test('an id that was taken for something else', async (t) => {
  t.equal(await startBatch(pool, batch(1, { campaign: 'autumn' })), 'reused');
  t.equal(await startBatch(pool, batch(1, { fingerprint: Buffer.from('1') })), 'reused');
});

t.test('two at once make it once', async (t) => {
  const before = await count();
  const [one, other] = await Promise.all([
    made(uniqueCodes(pool, secret, await claimed(2), 12_000)),
    made(uniqueCodes(pool, secret, await claimed(2), 12_000)),
  ]);
  t.strictSame(one, other);
  t.equal(await count(), before + 12_000);
});

t.test('a code that was used since is left as it is', async (t) => {
  const [code = ''] = await made(uniqueCodes(pool, secret, await claimed(3), 10));
  await pool.query("UPDATE coupons SET state = 'redeemed', used = 1 WHERE code = $1", [code]);
  await pool.query('UPDATE coupon_batches SET made = 0');
  await made(uniqueCodes(pool, secret, await claimed(3), 10));
  t.equal((await pool.query('SELECT state FROM coupons WHERE code = $1', [code])).rows[0].state, 'redeemed');
});
