import t from 'tap';
import { localTime } from '../compile/local-time.ts';
import type { MemberState } from '../model/member-state.ts';
import type { Receipt } from '../model/receipt.ts';
import { createBasket } from './basket.ts';
import { BasketFacts } from './facts.ts';
import { programmeOf, receiptOf } from './testing/evaluation.ts';

function factsOf(receipt: Receipt, member?: MemberState): BasketFacts {
  const now = localTime(receipt.businessTime, receipt.store.timezone);
  return new BasketFacts(receipt, member, now, createBasket(receipt), programmeOf('groups: []').points);
}

const at = (moment: string) => receiptOf([{}], { at: moment });

const birthdays = [
  { born: '1990-11-22', at: '2026-11-22T00:00:00+03:00', age: 36, isBirthday: true, daysToBirthday: 0 },
  { born: '1990-11-23', at: '2026-11-22T23:59:59+03:00', age: 35, isBirthday: false, daysToBirthday: 1 },
  { born: '1990-11-21', at: '2026-11-22T12:00:00+03:00', age: 36, isBirthday: false, daysToBirthday: 364 },
  // Still the 21st in UTC, the 22nd in Moscow.
  { born: '1990-11-22', at: '2026-11-21T21:30:00Z', age: 36, isBirthday: true, daysToBirthday: 0 },
  { born: '2000-02-29', at: '2027-02-28T12:00:00+03:00', age: 27, isBirthday: true, daysToBirthday: 0 },
  { born: '2000-02-29', at: '2028-02-28T12:00:00+03:00', age: 27, isBirthday: false, daysToBirthday: 1 },
];
for (const { born, at: moment, ...expected } of birthdays) {
  t.test(`born ${born}, on ${moment}`, async (t) => {
    const { age, isBirthday, daysToBirthday } = factsOf(at(moment), { birthDate: born }).member;
    t.strictSame({ age, isBirthday, daysToBirthday }, expected);
  });
}

t.test('days are days of the store’s calendar', async (t) => {
  const { member } = factsOf(at('2026-11-22T00:30:00+03:00'), {
    registeredAt: '2026-11-21T23:30:00+03:00',
    lastPurchaseAt: '2026-09-22T10:00:00Z',
    purchases: 4,
  });
  t.equal(member.daysSinceRegistration, 1);
  t.equal(member.daysSinceLastPurchase, 61);
  t.equal(member.purchases, 4);
});

t.test('what is missing is undefined; a member who is known has bought nothing yet', async (t) => {
  const nobody = factsOf(at('2026-11-22T12:00:00Z'));
  t.strictSame([nobody.member.known, nobody.member.purchases, nobody.member.age], [false, undefined, undefined]);
  t.strictSame([nobody.member.segments, nobody.member.cards, nobody.member.attributes], [[], [], {}]);
  const known = factsOf(at('2026-11-22T12:00:00Z'), {});
  t.strictSame([known.member.known, known.member.purchases, known.member.isBirthday], [true, 0, undefined]);
  t.equal(known.counter('constructor', 0), undefined);
  t.strictSame(known.activity('survey'), { count: 0, daysAgo: undefined, last: {} });
  t.equal(known.distance(55, 37), undefined);
});

t.test('counters, activities', async (t) => {
  const facts = factsOf(at('2026-11-22T12:00:00Z'), {
    counters: { year: 500, month: [1, 20, 300] },
    activities: { survey: { count: 2, last: { at: '2026-11-20T12:00:00Z', score: 9 } } },
  });
  t.strictSame([facts.counter('year', 0), facts.counter('year', -1)], [500, undefined]);
  t.strictSame(
    [0, -1, -2, -3].map((offset) => facts.counter('month', offset)),
    [1, 20, 300, undefined],
  );
  t.hasStrict(facts.activity('survey'), { count: 2, daysAgo: 2, last: { score: 9 } });
});

t.test('sums of the receipt, in the base asked', async (t) => {
  const lines = [
    { sku: 'A', price: 1000, quantity: 1.5, manualDiscount: 100 },
    { sku: 'B', price: -200 },
  ];
  const facts = factsOf(receiptOf(lines));
  const { receipt } = facts;
  t.hasStrict(
    { ...receipt, total: receipt.total, gross: receipt.gross, quantity: receipt.quantity },
    {
      total: 1200,
      gross: 1300,
      quantity: 2.5,
      lineCount: 2,
    },
  );
  const selector = { matches: (line: { sku: string }) => line.sku === 'A' };
  t.strictSame(facts.items(selector), { amount: 1400, quantity: 1.5 });
});

t.test('kilometres on the great circle', async (t) => {
  const facts = factsOf(receiptOf([{}], { location: { lat: 55.7558, lon: 37.6173 } }));
  t.equal(Math.round(facts.distance(59.9343, 30.3351) ?? 0), 633);
  t.equal(facts.distance(55.7558, 37.6173), 0);
});
