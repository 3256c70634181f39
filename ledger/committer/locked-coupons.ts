/**
 * Unique and personal codes that a batch is about, locked in their order, after holds and before budgets; and what its
 * items have decided about them. Codes of generic campaigns are not here: their uses are budgets.
 *
 * Which codes are locked is known before the lock: from what the till sent, from the hold, from what is written of a sale
 * that comes back. A decision that finds one that is not asks its caller to look again.
 */
import { bigints, booleans, doubles, texts, uuids } from '../arrays.ts';
import { issuingCampaigns } from '../coupons/campaigns.ts';
import type { Coupon, NewCoupon } from '../coupons/coupon.ts';
import type { IssuingCampaign } from '../coupons/issue.ts';
import type { Queryable, Statement } from '../database.ts';
import { withoutNulls } from '../rows.ts';
import { sqlFile } from '../sql.ts';

const lock = sqlFile('ledger/committer/sql/lock-coupons.sql');
const update = sqlFile('ledger/committer/sql/update-coupons.sql');
const insert = sqlFile('ledger/committer/sql/insert-coupons.sql');

export class LockedCoupons {
  readonly #client: Queryable;
  /** As the next item finds them. */
  readonly #coupons = new Map<string, Coupon>();
  readonly #changed = new Map<string, Coupon>();
  readonly #issued: NewCoupon[] = [];
  readonly #campaigns = new Map<string, IssuingCampaign | undefined>();

  constructor(client: Queryable) {
    this.#client = client;
  }

  /** In the batch's first trip: locks codes, and reads the campaigns of which there may be something to issue. */
  async open(codes: readonly string[], campaigns: readonly string[]): Promise<void> {
    await Promise.all([this.#lock(new Set(codes)), this.#readCampaigns(campaigns)]);
  }

  /** Undefined: there is no such code, or it was not locked. */
  get(code: string): Coupon | undefined {
    return this.#coupons.get(code);
  }

  /** Undefined: there is no such campaign. */
  async campaign(code: string): Promise<IssuingCampaign | undefined> {
    if (!this.#campaigns.has(code)) await this.#readCampaigns([code]);
    return this.#campaigns.get(code);
  }

  /** Takes over what an accepted item changes and issues. */
  accept(changed: readonly Coupon[], issued: readonly NewCoupon[]): void {
    for (const coupon of changed) {
      this.#coupons.set(coupon.code, coupon);
      this.#changed.set(coupon.code, coupon);
    }
    this.#issued.push(...issued);
  }

  writes(): Statement[] {
    const statements: Statement[] = [];
    const changed = [...this.#changed.values()];
    if (changed.length > 0) {
      statements.push({
        ...update,
        values: [
          texts(changed.map(({ code }) => code)),
          texts(changed.map(({ state }) => state)),
          bigints(changed.map(({ used }) => used)),
          uuids(changed.map(({ hold }) => hold)),
          doubles(changed.map(({ holdUntil }) => holdUntil)),
          uuids(changed.map(({ receipt }) => receipt)),
          doubles(changed.map(({ redeemedAt }) => redeemedAt)),
          booleans(changed.map(({ withdrawn = false }) => withdrawn)),
        ],
      });
    }
    const issued = this.#issued;
    if (issued.length > 0) {
      statements.push({
        ...insert,
        values: [
          texts(issued.map(({ code }) => code)),
          texts(issued.map(({ campaign }) => campaign)),
          uuids(issued.map(({ member }) => member)),
          uuids(issued.map(({ issuedBy }) => issuedBy)),
          doubles(issued.map(({ issuedAt }) => issuedAt)),
          doubles(issued.map(({ expiresAt }) => expiresAt)),
        ],
      });
    }
    return statements;
  }

  async #lock(codes: ReadonlySet<string>): Promise<void> {
    if (codes.size === 0) return;
    const { rows } = await this.#client.query<Record<string, unknown>>({ ...lock, values: [texts([...codes])] });
    for (const row of rows) {
      const coupon = withoutNulls<Coupon>(row);
      this.#coupons.set(coupon.code, coupon);
    }
  }

  async #readCampaigns(codes: readonly string[]): Promise<void> {
    const unknown = [...new Set(codes)].filter((code) => !this.#campaigns.has(code));
    if (unknown.length === 0) return;
    const found = await issuingCampaigns(this.#client, unknown);
    for (const code of unknown) this.#campaigns.set(code, found.get(code));
  }
}
