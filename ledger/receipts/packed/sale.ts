/**
 * What is kept of a sale, version 2: first what was decided under the lock, then what follows from the evaluation, then the
 * input. The first does without the words of the others, so these may be written before it, in another thread.
 *
 *     decided     bits of `there`, id, committedAt, balance, pending, held, purses, [debt], rewards,
 *                 [certificates], [activated], [returns], [variance], [overdrawn]
 *     told        program, lines, totals, redeemable, redeem, lots, bits, [costs], messages, nudges, coupons, [trace]
 *     input       as in version 1 (shapes.ts)
 *
 * A quantity is in thousandths. The names of a rule, its group and its mechanic are the number of that rule in the receipt,
 * or 0 and the three. Times of a lot are milliseconds since the business time. gateway/replies/sale.ts and told.ts write
 * it while they write the reply. What is stored is read by this for ever: it is never changed, another version comes
 * beside it.
 */
import { json } from './kinds.ts';
import type { Reader } from './reader.ts';
import { input as inputShape } from './shapes.ts';

export const saleVersion = 2;

/** Bits of what only some sales have. */
export const there = { debt: 1, certificates: 2, activated: 4, returns: 8, variance: 16, overdrawn: 32 };

interface Names {
  readonly rule: string;
  readonly group: string;
  readonly mechanic: string;
}

/** Its fields in the order of the reply: as JSON it is what was sent, to the byte. */
export function readSale(from: Reader): { reply: unknown; input: unknown } {
  const bits = from.byte();
  const has = (bit: number): boolean => (bits & bit) !== 0;
  const id = from.text();
  const committedAt = from.text();
  const balance = from.number();
  const pending = from.number();
  const held = from.number();
  const purses = listOf(from, () => ({ purse: from.word(), balance: from.number() }));
  const debt = has(there.debt) ? { debt: from.number() } : {};
  const rewards = json.read(from);
  const after = {
    ...(has(there.certificates) && { certificates: json.read(from) }),
    ...(has(there.activated) && { activated: json.read(from) }),
    ...(has(there.returns) && { returns: json.read(from) }),
    ...(has(there.variance) && { variance: json.read(from) }),
    ...(has(there.overdrawn) && { debt: from.number() }),
  };
  from.forgetWords();
  const rules: Names[] = [];
  const program = { code: from.word(), version: from.number(), hash: from.word() };
  const lines = listOf(from, () => readLine(from, rules));
  const totals = readTotals(from);
  const redeemable = from.number();
  const redeem = from.number();
  const lots = listOf(from, () => readLot(from));
  const more = from.byte();
  const costs = (more & 1) === 0 ? {} : { costs: json.read(from) };
  const [messages, nudges, coupons] = [json.read(from), json.read(from), json.read(from)];
  const trace = (more & 2) === 0 ? {} : { trace: json.read(from) };
  const input = inputShape.read(from);
  const { businessTime } = (input as { receipt: { businessTime: number } }).receipt;
  const points = { balance, pending, held, purses, redeemable, redeem, earn: totals.earned, ...debt };
  const reply = {
    id,
    state: 'committed',
    committedAt,
    program,
    lines,
    totals,
    points: { ...points, lots: lots.map((lot) => lot(businessTime)) },
    rewards,
    ...costs,
    messages,
    nudges,
    coupons,
    ...trace,
    ...after,
  };
  return { reply, input };
}

function readTotals(from: Reader) {
  return {
    gross: from.number(),
    discount: from.number(),
    redeemed: from.number(),
    net: from.number(),
    earned: from.number(),
  };
}

function readLine(from: Reader, rules: Names[]) {
  return {
    line: from.number(),
    ...readTotals(from),
    units: listOf(from, () => ({ quantity: from.number() / 1000, unitPrice: from.number(), net: from.number() })),
    adjustments: listOf(from, () => readAdjustment(from, rules)),
  };
}

function readAdjustment(from: Reader, rules: Names[]) {
  const withCoupon = from.byte() === 1;
  return {
    ...readNames(from, rules),
    amount: from.number(),
    base: from.number(),
    rounding: from.word(),
    ...(withCoupon && { coupon: from.text() }),
  };
}

function readNames(from: Reader, rules: Names[]): Names {
  const place = from.number();
  if (place === 0) rules.push({ rule: from.word(), group: from.word(), mechanic: from.word() });
  const names = place === 0 ? rules.at(-1) : rules[place - 1];
  if (names === undefined) throw new Error(`a packed receipt has no rule ${place}`);
  return names;
}

function readLot(from: Reader) {
  const bits = from.byte();
  const points = from.number();
  const purse = from.word();
  const rule = from.word();
  const active = from.number();
  const expires = (bits & 1) === 0 ? undefined : from.number();
  const melt = (bits & 2) === 0 ? {} : { melt: { every: from.word(), percent: from.number() } };
  return (businessTime: number) => ({
    points,
    purse,
    rule,
    activeAt: new Date(businessTime + active).toISOString(),
    ...(expires !== undefined && { expiresAt: new Date(businessTime + expires).toISOString() }),
    ...melt,
  });
}

function listOf<One>(from: Reader, read: () => One): One[] {
  return Array.from({ length: from.number() }, read);
}
