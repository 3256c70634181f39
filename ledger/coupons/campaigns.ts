/** Campaigns that codes belong to: who may use them, when, and how often. */
import { normalCoupon } from '../../rules/model/coupon-code.ts';
import { texts } from '../arrays.ts';
import type { Queryable } from '../database.ts';
import { shown, withoutNulls } from '../rows.ts';
import { sqlFile } from '../sql.ts';
import type { CampaignKind } from './coupon.ts';
import { expiryOf } from './expiry.ts';
import type { IssuingCampaign } from './issue.ts';

const insertCampaign = sqlFile('ledger/coupons/insert-campaign.sql');
const updateCampaign = sqlFile('ledger/coupons/update-campaign.sql');
const lockCampaign = sqlFile('ledger/coupons/lock-campaign.sql');
const selectCampaigns = sqlFile('ledger/coupons/select-campaigns.sql');
const selectIssuing = sqlFile('ledger/coupons/issuing-campaigns.sql');
const insertCodes = sqlFile('ledger/coupons/add-codes.sql');

/** closed is for good. */
export type CampaignState = 'active' | 'paused' | 'closed';

interface Terms {
  readonly title: string | null;
  readonly state: CampaignState;
  /** RFC 3339. */
  readonly activeFrom: string | null;
  readonly activeTo: string | null;
  /** ISO 8601 duration from the issue of a code. */
  readonly expireAfter: string | null;
  readonly perCode: number | null;
  readonly perMember: number | null;
  readonly inTotal: number | null;
}

export interface NewCampaign extends Terms {
  readonly code: string;
  readonly kind: CampaignKind;
}

interface Row extends Omit<Terms, 'activeFrom' | 'activeTo'> {
  code: string;
  kind: CampaignKind;
  codes: string[];
  activeFrom: Date | null;
  activeTo: Date | null;
  createdAt: Date;
  updatedAt: Date;
}
export type Campaign = ReturnType<typeof shown<Row>>;

const termsOf = (terms: Terms) => [
  terms.title,
  terms.state,
  terms.activeFrom,
  terms.activeTo,
  terms.expireAfter,
  terms.perCode,
  terms.perMember,
  terms.inTotal,
];

/** Undefined: there is a campaign of that code already. */
export async function createCampaign(client: Queryable, campaign: NewCampaign): Promise<Campaign | undefined> {
  const [title, ...terms] = termsOf(campaign);
  const { rows } = await client.query<Row>({
    ...insertCampaign,
    values: [campaign.code, title, campaign.kind, ...terms],
  });
  return rows[0] && shown(rows[0]);
}

/** `change` says from a locked campaign what it is from now on. Undefined: there is no such campaign. */
export async function changeCampaign(
  client: Queryable,
  code: string,
  change: (campaign: Campaign) => Terms,
): Promise<Campaign | undefined> {
  const found = (await client.query<Row>({ ...lockCampaign, values: [code] })).rows[0];
  if (found === undefined) return undefined;
  const { rows } = await client.query<Row>({ ...updateCampaign, values: [code, ...termsOf(change(shown(found)))] });
  return shown(rows[0] as Row);
}

export async function findCampaign(database: Queryable, code: string): Promise<Campaign | undefined> {
  const { rows } = await database.query<Row>({ ...selectCampaigns, values: [code, null, 1] });
  return rows[0] && shown(rows[0]);
}

/** In the order of their codes, from the one after `after`. */
export async function listCampaigns(
  database: Queryable,
  page: { readonly after?: string | undefined; readonly limit: number },
): Promise<Campaign[]> {
  const { rows } = await database.query<Row>({ ...selectCampaigns, values: [null, page.after ?? null, page.limit] });
  return rows.map((row) => shown(row));
}

/** Those there are among these, as issuing a code asks for them. */
export async function issuingCampaigns(
  database: Queryable,
  codes: readonly string[],
): Promise<ReadonlyMap<string, IssuingCampaign>> {
  const { rows } = await database.query<Record<string, unknown>>({ ...selectIssuing, values: [texts(codes)] });
  return new Map(rows.map((row) => withoutNulls<IssuingCampaign>(row)).map((campaign) => [campaign.code, campaign]));
}

/**
 * Gives a generic campaign codes of the marketer's choice. Returns those that are another campaign's, or its own already:
 * then nothing of the caller's transaction may be committed.
 */
export async function addCodes(
  client: Queryable,
  campaign: Pick<Campaign, 'code' | 'expireAfter'>,
  codes: readonly string[],
  now: number,
): Promise<string[]> {
  const expiresAt = expiryOf(now, campaign.expireAfter, 'UTC');
  const { rows } = await client.query<{ code: string }>({
    ...insertCodes,
    values: [
      campaign.code,
      texts(codes),
      texts(codes.map(normalCoupon)),
      expiresAt === undefined ? null : new Date(expiresAt),
    ],
  });
  const added = new Set(rows.map(({ code }) => code));
  return codes.filter((code) => !added.has(normalCoupon(code)));
}
