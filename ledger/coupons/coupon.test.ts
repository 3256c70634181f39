import t from 'tap';
import {
  type Coupon,
  givenBack,
  letGo,
  limitsOf,
  redeemed,
  refusalOf,
  reserved,
  revoked,
  stateNow,
  takenBack,
} from './coupon.ts';

const noon = Date.parse('2026-11-22T12:00:00Z');
const hour = 3_600_000;
const plain: Coupon = {
  code: 'C',
  campaign: 'c',
  kind: 'unique',
  campaignState: 'active',
  state: 'issued',
  used: 0,
  issuedAt: noon - hour,
};
const use = { at: noon, now: noon, holds: [] };

const refusals: readonly [name: string, coupon: Partial<Coupon>, more: object, expected: string | undefined][] = [
  ['a new one', {}, {}, undefined],
  ['revoked', { state: 'revoked' }, {}, 'revoked'],
  ['of a campaign that is paused', { campaignState: 'paused' }, {}, 'its campaign is paused'],
  ['of one that is closed', { campaignState: 'closed' }, {}, 'its campaign is closed'],
  ['a moment too early', { activeFrom: noon + 1 }, {}, 'not active before 2026-11-22T12:00Z'],
  ['at the first moment', { activeFrom: noon }, {}, undefined],
  ['a moment before the end', { activeTo: noon + 1 }, {}, undefined],
  ['at the end', { activeTo: noon }, {}, 'expired: its campaign ended at 2026-11-22T12:00Z'],
  ['a moment before it expires', { expiresAt: noon + 1 }, {}, undefined],
  ['as it expires', { expiresAt: noon }, {}, 'expired at 2026-11-22T12:00Z'],
  ['a receipt of before that comes late', { expiresAt: noon, state: 'expired' }, { at: noon - 1 }, undefined],
  ['used', { used: 1, state: 'redeemed', redeemedAt: noon - hour }, {}, 'redeemed before at 2026-11-22T11:00Z'],
  ['of three uses, the third', { used: 2, perCode: 3, redeemedAt: noon }, {}, undefined],
  ['the fourth', { used: 3, perCode: 3, redeemedAt: noon }, {}, 'redeemed 3 times, the last at 2026-11-22T12:00Z'],
  ['reserved', { state: 'reserved', hold: 'h', holdUntil: noon + 1 }, {}, 'reserved by another receipt'],
  ['reserved until now', { state: 'reserved', hold: 'h', holdUntil: noon }, {}, undefined],
  ['by this receipt', { state: 'reserved', hold: 'h', holdUntil: noon + 1 }, { holds: ['h'] }, undefined],
  [
    'by this receipt, and expired since',
    { state: 'reserved', hold: 'h', holdUntil: noon + 1, expiresAt: noon, activeTo: noon },
    { holds: ['h'] },
    undefined,
  ],
  ['personal, nobody', { kind: 'personal', member: 'm' }, {}, 'needs a member, and none is known'],
  ['personal, another', { kind: 'personal', member: 'm' }, { member: 'n' }, "another member's"],
  ['personal, its own', { kind: 'personal', member: 'm' }, { member: 'm' }, undefined],
  ['unique, given to somebody', { member: 'm' }, { member: 'n' }, undefined],
  ['limited by member, nobody', { perMember: 1 }, {}, 'needs a member, and none is known'],
  ['generic, however often', { kind: 'generic', perCode: 1, used: 0 }, {}, undefined],
];

t.test('why it may not be used', async (t) => {
  for (const [name, coupon, more, expected] of refusals) {
    t.equal(refusalOf({ ...plain, ...coupon }, { ...use, ...more }), expected, name);
  }
});

t.test('the machine', async (t) => {
  const held = reserved(plain, 'h', noon + hour);
  t.match(held, { state: 'reserved', hold: 'h', holdUntil: noon + hour });
  t.strictSame(letGo(held), plain);
  const used = redeemed(held, 'r1', noon);
  t.strictSame(used, { ...plain, state: 'redeemed', used: 1, receipt: 'r1', redeemedAt: noon });
  t.strictSame(givenBack(used, 'r1'), plain);
  t.strictSame(revoked(held), { ...plain, state: 'revoked' });
  t.equal(letGo(revoked(held)).state, 'revoked');
  const twice = { ...plain, perCode: 2 };
  const first = redeemed(twice, 'r1', noon);
  t.match(first, { state: 'issued', used: 1 });
  const second = redeemed(first, 'r2', noon + 1);
  t.match(second, { state: 'redeemed', used: 2 });
  t.match(givenBack(second, 'r1'), { state: 'issued', used: 1, receipt: 'r2', redeemedAt: noon + 1 });
  t.equal(givenBack(revoked(first), 'r1').state, 'revoked', 'for good');
  t.strictSame(takenBack(plain), revoked(plain), 'what brought it is undone');
  const spent = takenBack(second);
  t.match(spent, { state: 'redeemed', used: 2 }, 'what has been used has been');
  t.match(givenBack(spent, 'r1'), { state: 'issued', used: 1 });
  t.match(givenBack(givenBack(spent, 'r1'), 'r2'), { state: 'revoked', used: 0 }, 'and is gone once it has not');
});

t.test('its state as it is now', async (t) => {
  const soon = { ...plain, expiresAt: noon };
  t.equal(stateNow(soon, noon - 1), 'issued');
  t.equal(stateNow(soon, noon), 'expired');
  t.equal(stateNow({ ...soon, state: 'expired' }, noon), 'expired');
  t.equal(stateNow(reserved(soon, 'h', noon + hour), noon), 'reserved');
  t.equal(stateNow(reserved(plain, 'h', noon), noon), 'issued', 'its hold has lapsed');
  t.equal(stateNow({ ...soon, state: 'redeemed' }, noon), 'redeemed');
});

t.test('its limits beside its row', async (t) => {
  const all = { perCode: 5, perMember: 2, inTotal: 100 };
  const keys = (coupon: Coupon) => limitsOf(coupon).map(({ key, scope, cap }) => `${key} ${scope} ${cap}`);
  t.strictSame(keys({ ...plain, ...all }), ['coupon/c/member member 2', 'coupon/c/total rule 100']);
  t.strictSame(keys({ ...plain, ...all, kind: 'generic' }), [
    'coupon/c/code/C rule 5',
    'coupon/c/member member 2',
    'coupon/c/total rule 100',
  ]);
  t.strictSame(keys(plain), []);
});
