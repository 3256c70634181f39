import t from 'tap';
import { head, messagesOf } from '../testing/documents.ts';

const group = (type: string, rule: string) =>
  `${head}groups:\n  - { code: g, type: ${type}, rules: [{ code: r, ${rule} }] }\n`;
const give = 'do: { earn_points: { points: 5, per: receipt } }';
const tell = 'do: { message: { to: slip, text: Hello } }';

const rows: readonly [name: string, source: string, expected: string | undefined][] = [
  ['a welcome', group('points', `on: registration, ${give}`), undefined],
  ['a tier’s message', group('reward', `on: tier, ${tell}`), undefined],
  ['a gate of the till on an activity', group('points', `on: "activity:survey", stores: [s1], ${give}`), undefined],
  [
    'a rebate',
    group('points', 'on: "period:quarter", do: { earn_ladder: { by: "2", steps: [{ from: 1, percent: 2 }] } }'),
    undefined,
  ],
  ['for the referrer', group('points', `to: referrer, when: "member.purchases == 0", ${give}`), undefined],
  ['an earlier default', group('points', `on: birthday, exclusive: false, ${give}`), undefined],
  [
    'a price on a birthday',
    group('price', 'on: birthday, do: { percent_off: { percent: 5 } }'),
    'on on birthday nothing is paid: a price rule can only be on: receipt',
  ],
  [
    'paying with points on registration',
    group('redemption', 'on: registration, do: { redeem_limit: { percent: 5 } }'),
    'on on registration nothing is paid: a redemption rule can only be on: receipt',
  ],
  [
    'goods',
    group('points', `on: birthday, items: { sku: A }, ${give}`),
    'items on birthday there are no goods to choose from; remove it',
  ],
  [
    'units',
    group('points', `on: tier, take: { order: cheapest, count: 1 }, ${give}`),
    'take on tier there are no units to take; remove it',
  ],
  [
    'tenders',
    group('points', `on: tier, tenders: [{ type: cash }], ${give}`),
    'tenders on tier nothing is paid; remove it',
  ],
  [
    'closed lines',
    group('points', `on: tier, exclusive: true, ${give}`),
    'exclusive on tier there are no lines to close; remove it',
  ],
  [
    'a store for a birthday',
    group('points', `on: birthday, stores: [s1], ${give}`),
    'stores birthday comes in no store and through no channel; remove it',
  ],
  [
    'a channel for a period',
    group('points', `on: "period:month", channels: [pos], ${give}`),
    'channels period:month comes in no store and through no channel; remove it',
  ],
  [
    'a percentage of nothing',
    group('points', 'on: birthday, do: { earn_percent: { percent: 1 } }'),
    'do.earn_percent earn_percent reckons with what is bought, and on birthday nothing is; use earn_points with per: receipt, or earn_ladder',
  ],
  [
    'points by unit',
    group('points', 'on: birthday, do: { earn_points: { points: 5, per: unit } }'),
    'do.earn_points.per on birthday there is no unit to count; write per: receipt',
  ],
  [
    'a factor',
    group('points', 'on: birthday, do: { multiply: { factor: 10 } }'),
    'do.multiply multiply multiplies the points of a purchase, and on birthday there are none',
  ],
  [
    'a price for the referrer',
    group('price', 'to: referrer, do: { percent_off: { percent: 5 } }'),
    'to the referrer pays nothing here: a price rule can only be to: member',
  ],
  [
    'a factor for the referrer',
    group('points', 'to: referrer, do: { multiply: { factor: 2 } }'),
    'to multiplies what the member is given; it can only be to: member',
  ],
  [
    'a word to the referrer',
    group('reward', `to: referrer, ${tell}`),
    'to the referrer is not there to be told; it can only be to: member',
  ],
];

t.test('what makes sense on an occasion, and for a referrer', async (t) => {
  for (const [name, source, expected] of rows) {
    const [first, ...more] = messagesOf(source);
    t.equal(
      first,
      expected === undefined ? undefined : `error groups[0].rules[0].${expected.replace(' ', ':3 ')}`,
      name,
    );
    t.same(more, [], name);
  }
});
