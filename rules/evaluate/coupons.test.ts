import t from 'tap';
import type { LimitUse, PresentedCoupon } from '../model/evaluation.ts';
import type { MemberState } from '../model/member-state.ts';
import { evaluate } from './evaluate.ts';
import { discounts, evaluated, inputOf, programmeOf, reasonOf, receiptOf } from './testing/evaluation.ts';

const ten = '{ code: ten, coupon: welcome, do: { percent_off: { percent: 10 } } }';
const price = (...rules: readonly string[]) => `{ code: p, type: price, rules: [${rules.join(', ')}] }`;
const limit = (by: string, cap: number, scope: 'member' | 'rule' = 'rule'): Omit<LimitUse, 'rule' | 'used'> => {
  return { key: `coupon/welcome/${by}`, scope, unit: 'times', cap };
};
const good: PresentedCoupon = { code: 'W-1', campaign: 'welcome' };

interface Case {
  readonly name: string;
  readonly groups?: string;
  readonly coupons: readonly PresentedCoupon[];
  readonly member?: MemberState | null;
  readonly limits?: Readonly<Record<string, number>>;
  readonly discount?: number;
  /** "code applied" or "code: why not". */
  readonly outcomes: readonly string[];
  readonly uses?: readonly string[];
  /** Of rule `ten`. */
  readonly why?: string;
}

const cases: readonly Case[] = [
  { name: 'a good one', coupons: [good], discount: 1_000, outcomes: ['W-1 applied'], why: 'applied: 1000 off 1 line' },
  { name: 'none', coupons: [], outcomes: [], why: 'unmet: no coupon of welcome' },
  { name: 'one nobody knows', coupons: [{ code: 'X' }], outcomes: ['X: unknown coupon'] },
  {
    name: 'one that may not be used',
    coupons: [{ ...good, refusal: 'expired at 2026-11-01T00:00:00Z' }],
    outcomes: ['W-1: expired at 2026-11-01T00:00:00Z'],
    why: 'unmet: coupon W-1: expired at 2026-11-01T00:00:00Z',
  },
  {
    name: 'of another campaign',
    coupons: [{ code: 'S-1', campaign: 'summer' }],
    outcomes: ['S-1: no rule of the programme asks for a coupon of summer'],
    why: 'unmet: no coupon of welcome',
  },
  {
    name: 'sent twice, written otherwise',
    coupons: [good, { ...good, code: 'w1' }],
    discount: 1_000,
    outcomes: ['W-1 applied', 'w1: sent twice'],
  },
  {
    name: 'two of a campaign: the first that may be used is',
    coupons: [{ ...good, code: 'W-0', refusal: 'revoked' }, good, { ...good, code: 'W-2' }],
    discount: 1_000,
    outcomes: [
      'W-0: revoked',
      'W-1 applied',
      'W-2: one code of a campaign is used on a receipt, and W-1 is of the same',
    ],
  },
  {
    name: 'its rule just missed',
    groups: price(
      "{ code: ten, coupon: welcome, when: 'receipt.total > 10000', do: { percent_off: { percent: 10 } } }",
    ),
    coupons: [good],
    outcomes: ['W-1: no rule of it applied: receipt.total 10000 <= 10000'],
  },
  {
    name: 'its rule was displaced by a better one',
    groups: `{ code: p, type: price, mode: best, rules: [${ten}, { code: more, do: { percent_off: { percent: 11 } } }] }`,
    coupons: [good],
    discount: 1_100,
    outcomes: ['W-1: no rule of it applied: displaced by more, 100 less'],
  },
  {
    name: 'of several rules, the one that came nearest says why',
    groups: `${price('{ code: cake, coupon: welcome, items: { sku: cake }, do: { percent_off: { percent: 5 } } }')},
      { code: q, type: price, mode: best, rules: [${ten}, { code: more, do: { percent_off: { percent: 11 } } }] }`,
    coupons: [good],
    discount: 1_100,
    outcomes: ['W-1: no rule of it applied: displaced by more, 100 less'],
  },
  {
    name: 'for a price and for points: used once',
    groups: `${price(ten)}, { code: e, type: points, rules: [{ code: more, coupon: welcome, do: { earn_points: { points: 7, per: receipt } } }] }`,
    coupons: [{ ...good, limits: [limit('member', 2, 'member'), limit('total', 100)] }],
    limits: { 'coupon/welcome/member': 1, 'coupon/welcome/total': 99 },
    discount: 1_000,
    outcomes: ['W-1 applied'],
    uses: ['coupon/welcome/member member ten 1 of 2', 'coupon/welcome/total rule ten 1 of 100'],
  },
  {
    name: 'for points alone',
    groups: `{ code: e, type: points, rules: [{ code: more, coupon: welcome, do: { earn_points: { points: 7, per: receipt } } }] }`,
    coupons: [good],
    outcomes: ['W-1 applied'],
  },
  {
    name: 'for points, and nobody to have them',
    groups: `{ code: e, type: points, rules: [{ code: more, coupon: welcome, do: { earn_points: { points: 7, per: receipt } } }] }`,
    coupons: [good],
    member: null,
    outcomes: ['W-1: no rule of it applied: nobody has shown a card: there is no one to have the points'],
  },
  {
    name: 'for multiplied points',
    groups: `{ code: e, type: points, rules: [{ code: some, do: { earn_points: { points: 7, per: receipt } } }, { code: twice, coupon: welcome, do: { multiply: { factor: 2 } } }] }`,
    coupons: [good],
    outcomes: ['W-1 applied'],
  },
  {
    name: 'to pay with points, and none were spent',
    groups:
      '{ code: r, type: redemption, rules: [{ code: pay, coupon: welcome, do: { redeem_limit: { percent: 50 } } }] }',
    coupons: [good],
    outcomes: ['W-1: no rule of it applied: points may pay 5000 of the lines it matches, and none were spent'],
  },
  {
    name: 'for words',
    groups:
      '{ code: w, type: reward, rules: [{ code: hello, coupon: welcome, do: { message: { to: slip, text: Hi } } }] }',
    coupons: [good],
    member: null,
    outcomes: ['W-1 applied'],
  },
  {
    name: 'a limit of the member is used up',
    coupons: [{ ...good, limits: [limit('member', 1, 'member')] }],
    limits: { 'coupon/welcome/member': 1 },
    outcomes: ['W-1: limit of 1 use by member used up'],
    why: 'unmet: coupon W-1: limit of 1 use by member used up',
  },
  {
    name: 'a limit of the code',
    coupons: [{ ...good, limits: [limit('code/W1', 5)] }],
    limits: { 'coupon/welcome/code/W1': 5 },
    outcomes: ['W-1: limit of 5 uses by code used up'],
  },
  {
    name: 'a limit of the campaign',
    coupons: [{ ...good, limits: [limit('total', 5)] }],
    limits: { 'coupon/welcome/total': 5 },
    outcomes: ['W-1: limit of 5 uses in total used up'],
  },
  {
    name: 'a limit by member, and nobody is known',
    coupons: [{ ...good, limits: [limit('member', 5, 'member')] }],
    member: null,
    outcomes: ['W-1: needs a member, and none is known'],
  },
];

for (const { name, groups = price(ten), coupons, member = {}, limits = {}, discount = 0, ...wanted } of cases) {
  t.test(name, async (t) => {
    const receipt = receiptOf([{}], { coupons: coupons.map(({ code }) => code) });
    const programme = programmeOf(`groups: [${groups}]`);
    const asked = { ...inputOf(receipt, { ...(member !== null && { member }), limits }), coupons };
    const evaluation = evaluate(programme, asked);
    t.strictSame(
      evaluation.coupons.map(({ code, status, reason }) =>
        status === 'applied' ? `${code} applied` : `${code}: ${reason}`,
      ),
      wanted.outcomes,
    );
    t.strictSame(discounts(evaluation), [discount]);
    t.equal(evaluation.trace, undefined);
    if (wanted.uses !== undefined) {
      t.strictSame(
        evaluation.limitUses.map(({ key, scope, rule, used, cap }) => `${key} ${scope} ${rule} ${used} of ${cap}`),
        wanted.uses,
      );
    }
    // A trace adds its words and changes nothing else.
    const { trace: _, ...explained } = evaluate(programme, { ...asked, explain: true });
    t.strictSame(explained, evaluation);
    if (wanted.why !== undefined)
      t.equal(reasonOf(evaluate(programme, { ...asked, explain: true }), 'ten'), wanted.why);
  });
}

t.test('an adjustment names the code it was given for, as it was sent', async (t) => {
  const member = { coupons: [{ code: 'WELCOME10', campaign: 'welcome' }] };
  const { lines, coupons } = evaluated(
    `groups: [${price(ten, '{ code: five, do: { percent_off: { percent: 5 } } }')}]`,
    receiptOf([{}], { coupons: ['welcome-10', 'OTHER'] }),
    { member },
  );
  t.strictSame(
    lines[0]?.adjustments.map(({ rule, coupon }) => [rule, coupon]),
    [
      ['ten', 'welcome-10'],
      ['five', undefined],
    ],
  );
  t.strictSame(coupons, [
    { code: 'welcome-10', status: 'applied' },
    { code: 'OTHER', status: 'refused', reason: 'unknown coupon' },
  ]);
});

t.test('on a catalogue page a code is applied where any line has it', async (t) => {
  const programme = `groups: [${price('{ code: ten, coupon: welcome, items: { sku: tea }, do: { percent_off: { percent: 10 } } }')}]`;
  const member = { coupons: [{ code: 'W1', campaign: 'welcome' }] };
  const page = (...skus: string[]) =>
    evaluated(
      programme,
      receiptOf(
        skus.map((sku) => ({ sku })),
        { mode: 'listing', coupons: ['W1'] },
      ),
      { member },
    );
  t.strictSame(page('cake', 'tea').coupons, [{ code: 'W1', status: 'applied' }]);
  t.strictSame(discounts(page('cake', 'tea')), [0, 1_000]);
  t.match(page('cake').coupons, [{ status: 'refused', reason: /no line matches/ }]);
});
