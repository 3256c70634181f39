import {
  addCodes,
  type Campaign,
  findCampaign,
  createCampaign as insertCampaign,
  listCampaigns as selectCampaigns,
  changeCampaign as updateCampaign,
} from '../../../ledger/coupons/campaigns.ts';
import { faultOfDuration } from '../../../ledger/coupons/expiry.ts';
import type { Queryable } from '../../../ledger/database.ts';
import type { RequestKey } from '../../../ledger/keys/request-keys.ts';
import { normalCoupon } from '../../../rules/model/coupon-code.ts';
import type { CampaignChange, NewCampaign, WireCampaign } from '../../contract/coupon.ts';
import { refuse } from '../../contract/errors.ts';
import { pageSize } from '../../contract/paging.ts';
import type { Parts } from '../../parts.ts';
import { campaignReply } from '../../replies/coupon.ts';
import { pageOf } from '../page.ts';
import { parsedTime } from '../receipt/business-time.ts';
import { type WriteParts, type Written, writeOnce } from '../write-once.ts';

export function createCampaign(
  parts: WriteParts & Pick<Parts, 'now'>,
  key: RequestKey | undefined,
  body: NewCampaign,
): Promise<Written> {
  const { code, kind, title, active, expireAfter, limits, codes } = body;
  checkTerms(body);
  if (kind !== 'generic' && codes !== undefined) {
    refuseAt('/codes', `codes of a ${kind} campaign are made, not chosen`);
  }
  return writeOnce<WireCampaign>(parts, key, async (client) => {
    const campaign = await insertCampaign(client, {
      code,
      kind,
      state: 'active',
      title: title ?? null,
      expireAfter: expireAfter ?? null,
      ...windowOf(active),
      ...limitsOf(limits),
    });
    if (campaign === undefined) {
      const message = `There is a campaign ${code} already.`;
      refuse('already_exists', message, { errors: [{ path: '/code', message }] });
    }
    if (kind !== 'generic') return { status: 201, body: campaignReply(campaign) };
    const chosen = codes ?? [code.toUpperCase()];
    await giveCodes(client, campaign, chosen, parts.now());
    return { status: 201, body: campaignReply({ ...campaign, codes: chosen }) };
  });
}

/** Refuses already_exists at the code's own place. What is refused undoes everything. */
export async function giveCodes(
  client: Queryable,
  campaign: Campaign,
  codes: readonly string[],
  now: number,
): Promise<void> {
  const seen = new Map<string, number>();
  for (const [index, code] of codes.entries()) {
    const earlier = seen.get(normalCoupon(code));
    if (earlier !== undefined) refuseAt(`/codes/${index}`, `${code} is the same code as ${codes[earlier]}`);
    seen.set(normalCoupon(code), index);
  }
  const [taken] = await addCodes(client, campaign, codes, now);
  if (taken === undefined) return;
  const message = `there is a code ${taken} already`;
  refuse('already_exists', message, { errors: [{ path: `/codes/${codes.indexOf(taken)}`, message }] });
}

/** Refuses coupon_campaign_not_found, coupon_campaign_closed. */
export function changeCampaign(
  parts: WriteParts,
  key: RequestKey | undefined,
  code: string,
  change: CampaignChange,
): Promise<Written> {
  checkTerms(change);
  return writeOnce<WireCampaign>(parts, key, async (client) => {
    const campaign = await updateCampaign(client, code, (found) => {
      if (found.state === 'closed' && (change.state ?? 'closed') !== 'closed') refuseClosed(code);
      return changed(found, change);
    });
    return { status: 200, body: campaignReply(campaign ?? refuseUnknown(code)) };
  });
}

function changed(found: Campaign, { title, state, active, expireAfter, limits }: CampaignChange) {
  const { activeFrom = null, activeTo = null, perCode = null, perMember = null, inTotal = null } = found;
  return {
    title: title === undefined ? (found.title ?? null) : title,
    state: state ?? found.state,
    expireAfter: expireAfter === undefined ? (found.expireAfter ?? null) : expireAfter,
    ...(active === undefined ? { activeFrom, activeTo } : windowOf(active ?? undefined)),
    ...(limits === undefined ? { perCode, perMember, inTotal } : limitsOf(limits ?? undefined)),
  };
}

/** Refuses coupon_campaign_not_found. */
export async function campaignOf(database: Queryable, code: string): Promise<Campaign> {
  return (await findCampaign(database, code)) ?? refuseUnknown(code);
}

export async function showCampaign(database: Queryable, code: string): Promise<WireCampaign> {
  return campaignReply(await campaignOf(database, code));
}

export async function listCampaigns(
  database: Queryable,
  { after, limit = pageSize }: { readonly after?: string; readonly limit?: number },
): Promise<{ campaigns: WireCampaign[]; next?: string }> {
  const page = pageOf(await selectCampaigns(database, { after, limit: limit + 1 }), limit, ({ code }) => code);
  return { campaigns: page.rows.map(campaignReply), ...(page.next !== undefined && { next: page.next }) };
}

export function refuseClosed(code: string): never {
  refuse('coupon_campaign_closed', `Campaign ${code} is closed for good.`);
}

function refuseUnknown(code: string): never {
  refuse('coupon_campaign_not_found', `There is no campaign ${code}.`);
}

function windowOf(active: NewCampaign['active']) {
  return { activeFrom: active?.from ?? null, activeTo: active?.to ?? null };
}

function limitsOf(limits: NewCampaign['limits']) {
  return { perCode: limits?.code ?? null, perMember: limits?.member ?? null, inTotal: limits?.total ?? null };
}

function checkTerms({ active, expireAfter }: Pick<CampaignChange, 'active' | 'expireAfter'>): void {
  const { from, to } = active ?? {};
  const begins = from === undefined ? undefined : parsedTime(from, '/active/from');
  const ends = to === undefined ? undefined : parsedTime(to, '/active/to');
  if (begins !== undefined && ends !== undefined && ends <= begins) refuseAt('/active/to', 'must be after from');
  const fault = typeof expireAfter === 'string' ? faultOfDuration(expireAfter) : undefined;
  if (fault !== undefined) refuseAt('/expireAfter', fault);
}

function refuseAt(path: string, message: string): never {
  refuse('invalid_request', `${path}: ${message}`, { errors: [{ path, message }] });
}
