/** What fields may say to be of the rich stage: see schema.ts. */
import { maxAmount } from '../../../contract/common.ts';
import type { Stage } from '../stage.ts';
import { knownOf } from './known.ts';
import type { Known } from './schema.ts';

export interface Past {
  readonly ids: readonly string[];
  readonly cards: readonly string[];
  readonly sold: readonly string[];
  readonly back: readonly string[];
  readonly holds: readonly string[];
  readonly job: string;
  readonly coupons: readonly string[];
}

export function richKnown(stage: Stage, { ids, cards, sold, back, holds, job, coupons }: Past): Known {
  const known = knownOf(stage);
  const all = (name: string) => known[name] ?? [];
  const counters = { 'spend-year': 4_999_999, 'visits-month': [3, 100], 'gross-month': [0, maxAmount], 'tea-90': 0.5 };
  const dayMs = 86_400_000;
  const days = [-1, 0, 1, 29].map((ago) => stage.gateway.time(ago * dayMs));
  return {
    ...known,
    id: [...all('id'), ...ids, ...sold, ...sold, ...back, ...holds, job],
    holds: [...all('holds'), ...holds],
    member: [...all('member'), ...ids],
    members: ids,
    card: [...all('card'), ...cards],
    number: ['7', '8', '9', ...Array.from({ length: 400 }, (_, index) => `${index + 100}`)],
    sku: ['tea', 'tea', 'cake', 'milk', 'mug', 'coffee', 'bread', 'knife', 'kettle', 'delivery', 'jackpot', 'gift'],
    category: ['food', 'drinks'],
    brand: ['x', 'y'],
    quantity: [1, 1, 2, 3, 4, 10, 0.001, 0.125, 1_000_000],
    unitPrice: [1, 100, 9_900, 19_999, 50_000, 100_000, 100.25, 0.0001, maxAmount, -1_000],
    amount: [1, 100, 50_000, maxAmount, -maxAmount],
    minPrice: [0, 1, 9_900, maxAmount],
    manualDiscount: [0, 1, 100, maxAmount],
    points: [1, 5, 20, 1_000, 'max', 'max', maxAmount],
    purse: ['bonus', 'promo', 'summer', 'stamps', 'stars'],
    channel: ['pos', 'web', 'app'],
    type: ['club', 'employee', 'platinum', 'card', 'cash', 'survey', 'referral'],
    attributes: [
      { accept: ['knife', 'points-knife', 'crowns'] },
      { accept: ['knife'], utm: 'spring' },
      { organic: true },
      { organic: ['true', 'yes'] },
      { bank: 'partner', bin: '4276' },
      { score: 9, referrer: 'anna' },
      { referrer: 'vera' },
      ...['SOLD0001', 'SOLD0002', 'SOLD0003', 'GIFT0003'].map((certificate) => ({ certificate })),
    ],
    lat: [55.75, -90, 90],
    lon: [37.61, 180, -180],
    region: ['centre', 'east'],
    coupons: [...all('coupons'), ...coupons],
    campaign: ['once', 'welcome', 'yours'],
    businessTime: [...all('businessTime'), ...all('businessTime'), stage.gateway.time(), ...days],
    at: days,
    segment: ['parents'],
    segments: ['parents', 'others'],
    tier: ['base', 'silver', 'gold', 'platinum'],
    cards: ['employee', 'club', 'platinum'],
    birthDate: [stage.time.slice(0, 10).replace(/^\d+/, '1999'), '2000-02-29', '1900-01-01'],
    counters: [counters, { 'spend-year': [maxAmount, 1e15], 'visits-month': 1e300, 'gross-month': [-1, -1e300] }],
    activities: [{ survey: { count: 1, last: { score: 9 } }, referral: { count: maxAmount } }],
    balances: [
      { bonus: maxAmount, stamps: 10 },
      { bonus: 1, promo: 77, summer: maxAmount, stamps: maxAmount },
    ],
    personalPrices: [{ february: { tea: { percent: 100 }, cake: { amount: maxAmount }, milk: { price: 0 } } }],
    version: [1, 2],
    accept: ['text/plain', 'application/json'],
  };
}
