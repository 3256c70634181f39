/** Every sentence that a rule or a coupon may give for itself has its words in every language, with money as money. */
import t from 'tap';
import { type Coupon, refusalOf } from '../../ledger/coupons/coupon.ts';
import type { Limit } from '../../rules/compile/compiled.ts';
import * as reasons from '../../rules/explain/reasons.ts';
import type { Language } from '../../rules/model/language.ts';
import { reasonIn } from './reason.ts';
import { penOf } from './sale-page.ts';

const measures = { currency: 'RUB', minorUnits: 2, scale: 0, timezone: 'Europe/Moscow' };
const titles = new Map([['tea', { title: 'Tea', price: true }]]);
const said = (language: Language, reason: string): string =>
  reasonIn(reason, true, penOf(language, measures, titles)).replace(/\p{Zs}/gu, ' ');

const amounts = { cap: 200_000, unit: 'amount', by: 'rule', per: 'total' } as Limit;
const times = { cap: 2, unit: 'times', by: 'member', per: 'day' } as Limit;
const points = { cap: 60, unit: 'points', by: 'member', per: 'month' } as Limit;
const {
  nothingToTakeOff,
  nothingOf,
  limitUsedUp,
  limitCut,
  takenOff,
  payable,
  pointsGiven,
  noRuleApplied,
  displacedBy,
} = reasons;
const applied = { rule: 'r', outcome: 'applied', reason: payable(500) } as const;
const displaced = { rule: 'r', outcome: 'displaced', reason: displacedBy('tea', 150), by: 'tea' } as const;

const ofRules: readonly (readonly [reason: string, english: string, russian: string])[] = [
  [reasons.noLineMatches, 'no line matches', 'нужных товаров в чеке нет'],
  [reasons.noPointsToMultiply, reasons.noPointsToMultiply, 'умножать нечего: за эти строки баллов нет'],
  [reasons.noMember, reasons.noMember, 'правило с лимитом на участника, а карты не было'],
  [reasons.nobodyEarns, reasons.nobodyEarns, 'карту никто не предъявил, начислить некому'],
  [reasons.nobodyIsRewarded, reasons.nobodyIsRewarded, 'карту никто не предъявил, начислить некому'],
  [reasons.expiresBeforeActive, reasons.expiresBeforeActive, 'его баллы сгорели бы раньше, чем их можно потратить'],
  [reasons.unknownCoupon, 'unknown coupon', 'такого купона нет'],
  [reasons.couponSentTwice, 'sent twice', 'передан дважды'],
  [reasons.couponNeedsMember, reasons.couponNeedsMember, 'нужна карта участника'],
  [reasons.nothingLeft, reasons.nothingLeft, 'за эти строки платить уже нечего'],
  [reasons.nothingWithoutGoods, reasons.nothingWithoutGoods, 'без покупки ничего не даёт'],
  [reasons.nobodyReferred, reasons.nobodyReferred, 'участника никто не приглашал'],
  [reasons.notOffered, reasons.notOffered, 'не для этих товаров или не для этого магазина'],
  [reasons.notForThisType('price'), reasons.notForThisType('price'), 'на эти товары скидок не бывает'],
  [reasons.notForThisType('points'), reasons.notForThisType('points'), 'за эти товары баллов не бывает'],
  [reasons.notForThisType('redemption'), reasons.notForThisType('redemption'), 'эти товары баллами не оплачивают'],
  [reasons.notForThisType('reward'), reasons.notForThisType('reward'), 'эти товары наград не приносят'],
  [
    reasons.closedBy('tea', 'shelf'),
    'its lines were taken by “Tea” (tea), which is exclusive',
    'строки заняты исключительным правилом «Tea» (tea) группы shelf',
  ],
  [
    reasons.consumedBy('tea'),
    'its goods were used up by “Tea” (tea)',
    'товар уже использован правилом «Tea» (tea) той же группы',
  ],
  [reasons.tooDear(10, 'cups', 3, true), 'costs 10 stamps, 3 there', 'стоит наклеек: 10, есть 3'],
  [
    reasons.tooDear(10, 'bonus', 3, false),
    'costs 10 points of bonus, 3 there',
    'стоит баллов кошелька bonus: 10, есть 3',
  ],
  [
    limitUsedUp(amounts),
    'its limit of ₽2,000.00 by rule per total is used up',
    'лимит исчерпан: 2 000,00 ₽ (на всех, всего)',
  ],
  [limitUsedUp(times), 'limit of 2 times by member per day used up', 'лимит исчерпан: 2 (на участника, в день)'],
  [
    `${limitCut(amounts, 500)}; ${takenOff(500, 2)}`,
    '₽5.00 was left of its limit of ₽2,000.00 by rule per total',
    'от лимита 2 000,00 ₽ (на всех, всего) оставалось 5,00 ₽',
  ],
  [
    `${limitCut(points, 7)}; ${pointsGiven(7)}`,
    '7 of 60 points by member per month left; 7 points',
    'от лимита 60 (на участника, в месяц) оставалось 7',
  ],
  [
    displacedBy('tea', 0),
    'displaced by “Tea” (tea), which gives as much',
    'уступило правилу «Tea» (tea): выгода такая же',
  ],
  [
    displacedBy('tea', 150),
    'displaced by “Tea” (tea): it gave ₽1.50 less',
    'уступило правилу «Tea» (tea): давало на 1,50 ₽ меньше',
  ],
  [
    displacedBy('tea', -150),
    'displaced by “Tea” (tea), which ranks higher, though it gave ₽1.50 more',
    'уступило правилу «Tea» (tea), которое важнее, хотя давало на 1,50 ₽ больше',
  ],
  [takenOff(500, 1), 'it took ₽5.00 off', 'скидка 5,00 ₽'],
  [pointsGiven(7), '7 points', 'баллов 7'],
  [reasons.multiplied(1.5), 'points multiplied by 1.5', 'баллы умножены на 1.5'],
  [
    nothingToTakeOff(40),
    'nothing comes off the ₽0.40 left to pay on the lines it matches',
    'от оставшихся к оплате 0,40 ₽ отнять нечего',
  ],
  [nothingOf(40), 'comes to nothing on the ₽0.40 of the lines it matches', 'на 0,40 ₽ ничего не выходит'],
  [payable(500), 'points may pay ₽5.00 of the lines it matches', 'баллами можно оплатить 5,00 ₽'],
  [reasons.roundsToNothing(0.5), '0.5 points round to nothing', '0.5 балла округляется до нуля'],
  [reasons.groupUnmet('g', reasons.noLineMatches), 'group g: no line matches', 'группа g: нужных товаров в чеке нет'],
  [reasons.noCouponOf('spring'), 'no coupon of spring', 'нет купона кампании spring'],
  [reasons.refusedCoupon('C1', 'revoked'), 'coupon C1: revoked', 'купон C1: отозван'],
  [
    reasons.couponOfSameCampaign('C1'),
    reasons.couponOfSameCampaign('C1'),
    'на чек принимают один код кампании, а C1 из той же',
  ],
  [
    reasons.couponLimitUsedUp('coupon/spring/total', 5),
    'limit of 5 uses in total used up',
    'лимит исчерпан: использований 5 (всего)',
  ],
  [
    reasons.couponLimitUsedUp('coupon/spring/code/C1', 1),
    'limit of 1 use by code used up',
    'лимит исчерпан: использований 1 (на код)',
  ],
  [
    reasons.couponWithoutRule('spring'),
    'no rule of the programme asks for a coupon of spring',
    'купонов кампании spring не ждёт ни одно правило программы',
  ],
  [noRuleApplied(undefined), 'no rule of it applied', 'ни одно правило по нему не сработало'],
  [
    noRuleApplied(displaced),
    'no rule of it applied: displaced by “Tea” (tea): it gave ₽1.50 less',
    'ни одно правило по нему не сработало: уступило правилу «Tea» (tea): давало на 1,50 ₽ меньше',
  ],
  [
    noRuleApplied(applied),
    'no rule of it applied: points might have paid ₽5.00, and none were spent',
    'ни одно правило по нему не сработало: баллами можно было оплатить 5,00 ₽, но ими не платили',
  ],
];

const at = Date.parse('2026-11-23T12:00:00Z');
const coupon: Coupon = {
  code: 'C1',
  campaign: 'spring',
  kind: 'unique',
  campaignState: 'active',
  state: 'issued',
  used: 0,
  issuedAt: 0,
};
const hold = { state: 'reserved', hold: 'h', holdUntil: at + 1 } as const;
const mine = { kind: 'personal', member: 'me' } as const;

const ofCoupons: readonly (readonly [Partial<Coupon>, english: string, russian: string])[] = [
  [{ state: 'revoked' }, 'revoked', 'отозван'],
  [{ campaignState: 'paused' }, 'its campaign is paused', 'его кампания приостановлена'],
  [{ campaignState: 'closed' }, 'its campaign is closed', 'его кампания закрыта'],
  [
    { activeFrom: at + 60_000 },
    'not valid before 23 November 2026 at 15:01',
    'действует только с 23 ноября 2026 г. в 15:01',
  ],
  [{ used: 1 }, 'redeemed before', 'уже использован'],
  [
    { used: 1, redeemedAt: at },
    'redeemed before, on 23 November 2026 at 15:00',
    'уже использован 23 ноября 2026 г. в 15:00',
  ],
  [
    { used: 3, perCode: 3, redeemedAt: at },
    'redeemed 3 times, last on 23 November 2026 at 15:00',
    'использован столько раз, сколько можно (3), последний — 23 ноября 2026 г. в 15:00',
  ],
  [
    { activeTo: at },
    'its campaign ended on 23 November 2026 at 15:00',
    'его кампания закончилась 23 ноября 2026 г. в 15:00',
  ],
  [{ expiresAt: at }, 'expired on 23 November 2026 at 15:00', 'действовал до 23 ноября 2026 г. в 15:00'],
  [hold, 'reserved by another receipt', 'отложен для другого чека'],
  [mine, 'needs a member, and none is known', 'нужна карта участника'],
];

t.test('of rules', async (t) => {
  for (const [reason, english, russian] of ofRules) {
    t.equal(said('en', reason), english);
    t.equal(said('ru', reason), russian);
  }
});

t.test('of coupons', async (t) => {
  for (const [more, english, russian] of ofCoupons) {
    const reason = refusalOf({ ...coupon, ...more }, { at, now: at, holds: [] }) ?? 'may be used';
    t.equal(said('en', reason), english);
    t.equal(said('ru', reason), russian);
  }
  const another = refusalOf({ ...coupon, ...mine }, { at, now: at, holds: [], member: 'you' });
  t.equal(said('ru', another ?? ''), 'принадлежит другому участнику');
});

t.test('what has no words is said as it stands', async (t) => {
  t.equal(said('en', 'weather is fine'), 'weather is fine');
  t.equal(said('ru', 'weather is fine'), '«weather is fine»');
});
