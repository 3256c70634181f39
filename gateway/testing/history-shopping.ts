/** What all steps of a history are made of: whose it is, at which till, what is sold, and how it is held and posted. */
import type { History, Hold, Sale } from './history.ts';
import type { Key } from './start-gateway.ts';

export interface Numbers {
  readonly till: number;
  readonly member: number;
  readonly pick: number;
  readonly amount: number;
  readonly flag: boolean;
}

export type Take = (history: History, step: Numbers) => Promise<void>;

const hourMs = 3_600_000;
/** Goods come back that came back before, or a certificate that has been used. */
export const returnRefusals = ['return_exceeds', 'receipt_cancelled', 'certificate_used'];
const tills: readonly Key[] = ['t1', 't2', 't3'];

export const tillOf = ({ till }: Numbers): Key => tills[till % tills.length] ?? 't1';

/** One of the members, or nobody. */
export function memberOf({ members }: History, { member }: Numbers): { member?: { card: string } } {
  const card = members[member % (members.length + 1)];
  return card === undefined ? {} : { member: { card } };
}

export function chosen<T>(list: readonly T[], { pick }: Numbers): T | undefined {
  return list[pick % Math.max(1, list.length)];
}

interface Receipt {
  readonly number: string;
  readonly businessTime: string;
  readonly channel: string;
  readonly lines: readonly { readonly line: number; readonly quantity: number; readonly unitPrice: number }[];
}

export function receiptOf(history: History, { pick, amount }: Numbers): Receipt {
  const skus = ['tea', 'cake', 'milk', 'grain'] as const;
  const lines = Array.from({ length: 1 + (pick % 4) }, (_, index) => {
    const number = amount + index * 7;
    const sku = skus[number % skus.length];
    const quantity = sku === 'grain' ? ((number % 1_999) + 1) / 1_000 : 1 + (number % 5);
    return { line: index + 1, sku, quantity, unitPrice: 100 + ((number * 7_919) % 50_000) };
  });
  const businessTime = history.time((amount % 20) * hourMs);
  return { number: history.number(), businessTime, channel: 'pos', lines };
}

export function someOf({ lines }: Sale, { pick, amount }: Numbers): { line: number; quantity: number }[] {
  return [...lines].flatMap(([line, sold], index) => {
    if ((amount + index) % 3 === 0 && index > 0) return [];
    const quantity = pick % 4 === 0 ? sold : 1 + ((amount * (index + 1) * 37) % sold);
    return [{ line, quantity: quantity / 1_000 }];
  });
}

export async function quoted(history: History, step: Numbers, till: Key, body: object): Promise<{ quote?: string }> {
  if (!step.flag) return {};
  const reply = await history.send(till, 'POST /v1/quotes', body, returnRefusals);
  return reply.status < 400 ? { quote: reply.body.token } : {};
}

export async function sell(
  history: History,
  step: Numbers,
  more: object,
  refusals: readonly string[] = [],
): Promise<void> {
  const till = tillOf(step);
  const body = { ...receiptOf(history, step), ...memberOf(history, step), ...more };
  await history.commit(till, { ...body, ...(await quoted(history, step, till, body)) }, refusals);
}

/** As much as points may pay, or so many. */
export const pointsOf = ({ pick, amount }: Numbers) => ({
  redeem: [{ points: pick % 3 === 0 ? 'max' : amount % 150 }],
});

export async function hold(history: History, step: Numbers, ttl: string): Promise<Hold | undefined> {
  const member = memberOf(history, step);
  if (member.member === undefined) return undefined;
  const kept = { redeem: [{ points: 1 + (step.amount % 80) }] };
  return holdFor(history, step, { ...member, ...kept, ttl }, ['insufficient_points']);
}

export async function holdFor(
  history: History,
  step: Numbers,
  asked: { readonly member?: object; readonly [field: string]: unknown },
  refusals: readonly string[],
): Promise<Hold | undefined> {
  const number = history.number();
  const till = tillOf(step);
  const reply = await history.send(till, 'POST /v1/holds', { number, ...asked }, refusals);
  if (reply.status >= 400) return undefined;
  const member = asked.member === undefined ? {} : { member: asked.member };
  const made = { id: reply.body.id, till, number, member };
  history.holds.push(made);
  return made;
}

export async function changeHold(history: History, step: Numbers, what: string, body?: object): Promise<void> {
  const found = chosen(history.holds, step);
  if (found === undefined) return;
  await history.send(found.till, `POST /v1/holds/${found.id}/${what}`, body, ['hold_resolved', 'hold_expired']);
}

export async function post(history: History, step: Numbers, { id, till, number, member }: Hold): Promise<void> {
  const { body: held } = await history.send(till, `GET /v1/holds/${id}`, undefined, []);
  const body = { ...receiptOf(history, step), number, businessTime: history.time(), ...member };
  const asked = held.points > 0 && step.pick % 2 === 0 ? { redeem: held.redeem } : { holds: [id] };
  const quote = await quoted(history, step, till, { ...body, ...asked });
  await history.commit(till, { ...body, ...quote, holds: [id], businessDay: held.businessDay }, [
    'hold_expired',
    'hold_resolved',
    'receipt_conflict',
    'receipt_cancelled',
  ]);
}
