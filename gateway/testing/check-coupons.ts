/** Coupons and campaigns follow from the receipts that stand: no code is used by one too many, and none is lost. */
import { deepEqual, equal, ok } from 'node:assert/strict';
import type { Database } from '../../ledger/database.ts';
import type { Ledger } from './check-history.ts';
import { type History, type KnownCoupon, stands } from './history.ts';

export async function checkCoupons({ gateways }: Ledger, history: History): Promise<void> {
  const [gateway] = gateways;
  if (gateway === undefined) throw new Error('there is no gateway');
  const uses = usesOf(history);
  for (const coupon of history.coupons) {
    const { code } = coupon;
    const { body } = await gateway.call('marketer', `GET /v1/coupons/${code}`);
    const used = uses.get(code) ?? [];
    ok(used.length <= coupon.uses, `coupon ${code} is used by ${used}, and may be so ${coupon.uses} times`);
    equal(body.used, used.length, `coupon ${code} is used by ${used}`);
    if (used.length > 0)
      ok(body.state !== 'redeemed' || used.includes(body.receipt), `coupon ${code} was used by ${body.receipt}`);
    const states = statesOf(history, coupon, used.length);
    ok(states.includes(body.state), `coupon ${code} is ${body.state}, not ${states}: ${JSON.stringify(body)}`);
  }
}

/** Receipts that stand, by the code that they have used. */
function usesOf({ sales }: History): Map<string, string[]> {
  const uses = new Map<string, string[]>();
  for (const sale of sales.filter(stands)) {
    for (const code of sale.coupons) uses.set(code, [...(uses.get(code) ?? []), sale.id]);
  }
  return uses;
}

function statesOf({ sales }: History, { issuedBy, revoked, uses }: KnownCoupon, used: number): string[] {
  if (used === uses) return ['redeemed'];
  const issuer = sales.find(({ id }) => id === issuedBy);
  if (revoked || (issuer !== undefined && !stands(issuer))) return ['revoked'];
  return ['issued', 'reserved'];
}

/** What campaigns have been used, of which there is anything. */
export async function budgetsOf(pool: Database): Promise<Map<string, number>> {
  const { rows } = await pool.query<{ key: string; used: number }>('SELECT key, used FROM budgets WHERE used <> 0');
  return new Map(rows.map(({ key, used }) => [key, Number(used)]));
}

/** When all that was sold is back, campaigns have been used as before. */
export async function checkBudgets({ pool }: Ledger, history: History): Promise<void> {
  deepEqual(await budgetsOf(pool), history.budgets, 'the campaigns are used as they were');
}
