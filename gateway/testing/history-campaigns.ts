/** The campaigns of which history-programme.ts has rules. */
import type { AskedGateway } from './history.ts';

const campaigns = [
  { code: 'everybody', kind: 'generic', codes: ['EVERYBODY'], limits: { member: 2, total: 1_000 } },
  { code: 'once', kind: 'unique' },
  { code: 'twice', kind: 'unique', limits: { code: 2, member: 3 } },
  { code: 'mine', kind: 'personal' },
  { code: 'come-again', kind: 'personal', expireAfter: 'P30D' },
] as const;

export async function makeCampaigns({ call }: Pick<AskedGateway, 'call'>): Promise<void> {
  for (const campaign of campaigns) {
    const made = await call('marketer', 'POST /v1/coupon-campaigns', campaign);
    if (made.status !== 201) throw new Error(`campaign ${campaign.code} cannot be made: ${made.text}`);
  }
}
