import t, { type Test } from 'tap';
import type { PursePolicy } from '../../rules/model/points-policy.ts';
import { OpenParty } from './open-party.ts';
import { newParty } from './party.ts';
import { fullestPurse } from './purses.ts';
import type { LotShare } from './spending-order.ts';
import { driftOf } from './testing/drift.ts';

const purses: readonly PursePolicy[] = [
  { code: 'bonus', spendFirst: false },
  { code: 'promo', spendFirst: true },
];
const day = 86_400_000;
const grace = 30 * day;

function open(): OpenParty {
  return new OpenParty({ id: 7, version: 1, seq: 0, state: newParty });
}

/** A step of a story: what is done, and the balance in words afterwards: "posted held pending debt". */
type Step = [what: string, act: (story: Story, t: Test) => unknown, balance: string];

class Story {
  party = open();
  /** The party as it was opened. */
  before = newParty;
  readonly kept = new Map<string, LotShare[]>();

  accrue(points: number, more: { purse?: string; activeAt?: number; expiresAt?: number; at?: number } = {}): number {
    const { at = 0, ...lot } = more;
    return this.party.accrue({ purse: 'bonus', rule: 'one-percent', points, ...lot }, at);
  }

  /** What follows is another item's. */
  nextReceipt(): void {
    const { id, version, seq } = this.party;
    this.before = this.party.state();
    this.party = new OpenParty({ id, version: version + 1, seq, state: this.before });
  }

  spend(name: string, points: number, purse?: string): void {
    this.kept.set(name, this.party.spend(points, purse, purses));
  }

  hold(name: string, points: number, purse?: string): void {
    this.kept.set(name, this.party.pin(points, purse, purses));
  }

  post(name: string, points: number): void {
    const pins = this.kept.get(name) ?? [];
    this.party.unpin(pins);
    this.kept.set(name, this.party.spendPins(pins, points));
  }

  release(name: string): void {
    this.party.unpin(this.kept.get(name) ?? []);
    this.party.repayDebt();
  }

  giveBack(name: string, at = 0): void {
    this.party.restore((this.kept.get(name) ?? []).toReversed(), at, grace);
  }

  takeBack(own: { lot: number; points: number }[]): void {
    this.party.owe(this.party.takeBack(own, purses));
  }
}

function balance({ party }: Story): string {
  const sum = { posted: 0, held: 0, pending: 0 };
  for (const purse of Object.values(party.state().purses)) {
    sum.posted += purse.posted;
    sum.held += purse.held;
    sum.pending += purse.pending;
  }
  return `${sum.posted} ${sum.held} ${sum.pending} ${party.debt}`;
}

const stories: Record<string, Step[]> = {
  'earn, hold, post a part': [
    ['accrue 500', (s) => s.accrue(500), '500 0 0 0'],
    ['hold 300', (s) => s.hold('a', 300), '500 300 0 0'],
    ['post 200 of it, the rest is free', (s) => s.post('a', 200), '300 0 0 0'],
    ['spend the rest', (s) => s.spend('b', 300), '0 0 0 0'],
  ],
  'two holds of one lot resolve apart': [
    ['accrue 500', (s) => s.accrue(500), '500 0 0 0'],
    ['hold 300', (s) => s.hold('a', 300), '500 300 0 0'],
    ['hold 200', (s) => s.hold('b', 200), '500 500 0 0'],
    ['post the first', (s) => s.post('a', 300), '200 200 0 0'],
    ['release the second', (s) => s.release('b'), '200 0 0 0'],
  ],
  'points that are pending cannot be spent': [
    ['accrue 70 for tomorrow', (s) => s.accrue(70, { activeAt: day }), '0 0 70 0'],
    ['none can be spent', (s, t) => t.equal(s.party.available(), 0), '0 0 70 0'],
    ['a moment too early', (s) => s.party.settle(day - 1), '0 0 70 0'],
    ['tomorrow', (s) => s.party.settle(day), '70 0 0 0'],
    ['once', (s) => s.party.settle(day), '70 0 0 0'],
  ],
  'a lot that is active already when it is told of': [
    ['a receipt of yesterday', (s) => s.accrue(70, { activeAt: day, at: day }), '70 0 0 0'],
  ],
  'what expires does, at its moment': [
    ['accrue 50 for ten days', (s) => s.accrue(50, { expiresAt: 10 * day }), '50 0 0 0'],
    ['accrue 9 for good', (s) => s.accrue(9), '59 0 0 0'],
    ['a moment before', (s) => s.party.settle(10 * day - 1), '59 0 0 0'],
    ['then', (s) => s.party.settle(10 * day), '9 0 0 0'],
  ],
  'a lot that was pending and is over, both due at once': [
    ['for day 1 to 2', (s) => s.accrue(50, { activeAt: day, expiresAt: 2 * day }), '0 0 50 0'],
    ['a year later', (s) => s.party.settle(365 * day), '0 0 0 0'],
    [
      'it was active, and then expired',
      (s, t) => t.same(reasonsOf(s.party), ['accrue', 'activate', 'expire']),
      '0 0 0 0',
    ],
  ],
  'what is pinned does not expire; what is let go does': [
    ['accrue 50 for ten days', (s) => s.accrue(50, { expiresAt: 10 * day }), '50 0 0 0'],
    ['hold 30', (s) => s.hold('a', 30), '50 30 0 0'],
    ['the rest expires', (s) => s.party.settle(11 * day), '30 30 0 0'],
    ['nothing is due', (s, t) => t.equal(s.party.dueAt(), undefined), '30 30 0 0'],
    ['post 10: paid with, though late', (s) => s.post('a', 10), '20 0 0 0'],
    ['due at once', (s, t) => t.equal(s.party.dueAt(), 10 * day), '20 0 0 0'],
    ['and gone', (s) => s.party.settle(11 * day), '0 0 0 0'],
  ],
  'promotional points go first, then the earliest expiry, then the oldest': [
    ['bonus for good', (s) => s.accrue(10), '10 0 0 0'],
    ['bonus for 20 days', (s) => s.accrue(10, { expiresAt: 20 * day }), '20 0 0 0'],
    ['promo for 90 days', (s) => s.accrue(10, { purse: 'promo', expiresAt: 90 * day }), '30 0 0 0'],
    ['bonus for 5 days', (s) => s.accrue(10, { expiresAt: 5 * day }), '40 0 0 0'],
    ['another receipt', (s) => s.nextReceipt(), '40 0 0 0'],
    ['bonus for 20 days', (s) => s.accrue(10, { expiresAt: 20 * day }), '50 0 0 0'],
    ['spend 42', (s) => s.spend('a', 42), '8 0 0 0'],
    ['in this order', (s, t) => t.same(lotsOf(s, 'a'), ['3:10', '4:10', '2:10', '5:10', '1:2']), '8 0 0 0'],
    ['one transfer a purse', (s, t) => t.equal(s.party.transfers.length, 3), '8 0 0 0'],
  ],
  'what one receipt gives on the same terms is one lot, and a transfer a rule': [
    ['10 for 20 days', (s, t) => t.equal(s.accrue(10, { expiresAt: 20 * day }), 1), '10 0 0 0'],
    ['5 for good', (s, t) => t.equal(s.accrue(5), 2), '15 0 0 0'],
    ['7 for 20 days', (s, t) => t.equal(s.accrue(7, { expiresAt: 20 * day }), 1), '22 0 0 0'],
    [
      '3 for 20 days, in a week',
      (s, t) => t.equal(s.accrue(3, { expiresAt: 20 * day, activeAt: 7 * day }), 4),
      '22 0 3 0',
    ],
    [
      'three lots',
      (s, t) =>
        t.same(
          s.party.state().lots.map(({ remaining }) => remaining),
          [17, 5, 3],
        ),
      '22 0 3 0',
    ],
    [
      'four transfers',
      (s, t) =>
        t.same(
          s.party.transfers.map(({ lot }) => lot),
          [1, 2, 1, 4],
        ),
      '22 0 3 0',
    ],
    ['another receipt', (s) => s.nextReceipt(), '22 0 3 0'],
    ['1 for 20 days', (s, t) => t.equal(s.accrue(1, { expiresAt: 20 * day }), 5), '23 0 3 0'],
  ],
  'a purse that is named is the only one asked': [
    ['bonus', (s) => s.accrue(10), '10 0 0 0'],
    ['promo', (s) => s.accrue(10, { purse: 'promo' }), '20 0 0 0'],
    ['spend 10 of bonus', (s) => s.spend('a', 10, 'bonus'), '10 0 0 0'],
    ['promo is left', (s, t) => t.equal(s.party.available('promo'), 10), '10 0 0 0'],
    [
      'no more of bonus',
      (s, t) => t.throws(() => s.party.spend(1, 'bonus', purses), /1 points asked, 0 there/),
      '10 0 0 0',
    ],
  ],
  'redeemed points go back to the lots they came from': [
    ['accrue 100 for ten days', (s) => s.accrue(100, { expiresAt: 10 * day }), '100 0 0 0'],
    ['accrue 100 for twenty', (s) => s.accrue(100, { expiresAt: 20 * day }), '200 0 0 0'],
    ['spend 150', (s) => s.spend('a', 150), '50 0 0 0'],
    ['back on day 5', (s) => s.giveBack('a', 5 * day), '200 0 0 0'],
    ['as they were', (s, t) => t.same(expiriesOf(s), { 1: 10 * day, 2: 20 * day }), '200 0 0 0'],
  ],
  'redeemed points whose lot has expired live for the grace period': [
    ['accrue 100 for ten days', (s) => s.accrue(100, { expiresAt: 10 * day }), '100 0 0 0'],
    ['spend 60', (s) => s.spend('a', 60), '40 0 0 0'],
    ['40 expire', (s) => s.party.settle(10 * day), '0 0 0 0'],
    ['60 come back on day 12', (s) => s.giveBack('a', 12 * day), '60 0 0 0'],
    ['for 30 days', (s, t) => t.same(expiriesOf(s), { 1: 42 * day }), '60 0 0 0'],
    ['which end', (s) => s.party.settle(42 * day), '0 0 0 0'],
  ],
  'earned points are taken from their own lot, then from others, then owed': [
    ['accrue 100', (s) => s.accrue(100), '100 0 0 0'],
    ['accrue 40 promo', (s) => s.accrue(40, { purse: 'promo' }), '140 0 0 0'],
    ['spend 80: promo and 40', (s) => s.spend('a', 80), '60 0 0 0'],
    ['take back 30 of the second lot, which is spent', (s) => s.takeBack([{ lot: 2, points: 30 }]), '30 0 0 0'],
    ['take back 50 of the first', (s) => s.takeBack([{ lot: 1, points: 50 }]), '0 0 0 20'],
    ['accrue 15: all repaid', (s) => s.accrue(15), '0 0 0 5'],
    ['accrue 15: 5 repaid', (s) => s.accrue(15), '10 0 0 0'],
  ],
  'points that are not active yet are taken back all the same': [
    ['accrue 100 for tomorrow', (s) => s.accrue(100, { activeAt: day }), '0 0 100 0'],
    ['take back 30', (s) => s.takeBack([{ lot: 1, points: 30 }]), '0 0 70 0'],
    ['others do not wait for tomorrow', (s) => s.takeBack([{ lot: 99, points: 10 }]), '0 0 70 10'],
    ['tomorrow the debt is repaid first', (s) => s.party.settle(day), '60 0 0 0'],
  ],
  'an owing party repays with what becomes active first': [
    ['take back 50 that are not there', (s) => s.takeBack([{ lot: 9, points: 50 }]), '0 0 0 50'],
    ['accrue 30 for the day after tomorrow', (s) => s.accrue(30, { activeAt: 2 * day }), '0 0 30 50'],
    ['accrue 30 for tomorrow', (s) => s.accrue(30, { activeAt: day, expiresAt: 2 * day - 1 }), '0 0 60 50'],
    ['accrue 7 that expire in between', (s) => s.accrue(7, { activeAt: 2 * day, expiresAt: 2 * day }), '0 0 67 50'],
    ['three days later', (s) => s.party.settle(3 * day), '10 0 0 0'],
    [
      'in the order of time',
      (s, t) =>
        t.same(
          s.party.transfers.slice(4).map(({ reason, lot, amount }) => `${reason} ${lot} ${amount}`),
          ['activate 3 30', 'repay 3 30', 'activate 2 30', 'repay 2 20', 'activate 4 7', 'expire 4 7'],
        ),
      '10 0 0 0',
    ],
  ],
  'what a hold keeps is not taken back; let go, it repays first': [
    ['accrue 500', (s) => s.accrue(500), '500 0 0 0'],
    ['hold 400', (s) => s.hold('a', 400), '500 400 0 0'],
    ['all 500 are taken back', (s) => s.takeBack([{ lot: 1, points: 500 }]), '400 400 0 400'],
    ['the hold is void', (s) => s.release('a'), '0 0 0 0'],
  ],
  'an overdraft undone before and after it was repaid': [
    ['accrue 100', (s) => s.accrue(100), '100 0 0 0'],
    ['spend them', (s) => s.spend('a', 100), '0 0 0 0'],
    ['and 80 that are not there', (s) => s.party.overdraw(80), '0 0 0 80'],
    ['accrue 30', (s) => s.accrue(30), '0 0 0 50'],
    ['undo: 50 owed no more, 30 back', (s) => s.party.undoOverdraft(80, 'bonus', 9 * day), '30 0 0 0'],
    ['for a while', (s, t) => t.same(expiriesOf(s), { 7: 9 * day }), '30 0 0 0'],
  ],
  'redeemed points come back to one who owes': [
    ['accrue 100', (s) => s.accrue(100), '100 0 0 0'],
    ['spend them', (s) => s.spend('a', 100), '0 0 0 0'],
    ['take back what is spent', (s) => s.takeBack([{ lot: 1, points: 100 }]), '0 0 0 100'],
    ['give back what was spent', (s) => s.giveBack('a'), '0 0 0 0'],
  ],
};

function reasonsOf(party: OpenParty): string[] {
  return party.transfers.map((transfer) => transfer.reason);
}

function lotsOf({ kept }: Story, name: string): string[] {
  return (kept.get(name) ?? []).map(({ lot, points }) => `${lot}:${points}`);
}

function expiriesOf({ party }: Story): Record<number, number | undefined> {
  return Object.fromEntries(party.state().lots.map((lot) => [lot.id, lot.expiresAt]));
}

for (const [name, steps] of Object.entries(stories)) {
  t.test(name, async (t) => {
    const story = new Story();
    for (const [what, act, expected] of steps) {
      await act(story, t);
      t.equal(balance(story), expected, what);
      t.same(driftOf(story.before, story.party), [], `${what}: accounts agree`);
    }
  });
}

t.test('what cannot be is a fault, and is said', async (t) => {
  const party = open();
  const lot = party.accrue({ purse: 'bonus', points: 10, rule: 'r' }, 0);
  t.throws(() => party.pin(11, undefined, purses), /11 points asked, 10 there/);
  t.throws(() => party.unpin([{ lot, purse: 'bonus', points: 1 }]), /lot 1 would hold -1 of 10/);
  t.throws(() => party.unpin([{ lot: 9, purse: 'bonus', points: 1 }]), /has no lot 9/);
  t.throws(() => party.accrue({ purse: 'bonus', points: 0, rule: 'r' }, 0), /a transfer of 0/);
  t.throws(() => party.accrue({ purse: 'x', points: -1, rule: 'r' }, 0), /a balance of -1/);
  t.throws(() => party.accrue({ purse: 'x', points: 0.5, rule: 'r' }, 0), /a balance of 0.5/);
});

t.test('a purse holds so much, active and pending, and nothing of what does not fit in', async (t) => {
  const rich = open();
  rich.accrue({ purse: 'bonus', points: fullestPurse - 10, rule: 'r' }, 0);
  rich.accrue({ purse: 'bonus', points: 8, rule: 'r', activeAt: day }, 0);
  const before = JSON.stringify(rich.state());
  t.throws(() => rich.accrue({ purse: 'bonus', points: 3, rule: 'r' }, 0), /3 are to be given into purse bonus, 2 fit/);
  t.throws(() => rich.accrue({ purse: 'bonus', points: 3, rule: 'r', activeAt: day }, 0), /2 fit in: it holds 9\d+ at/);
  t.equal(JSON.stringify(rich.state()), before);
  rich.accrue({ purse: 'bonus', points: 2, rule: 'r' }, 0);
  rich.accrue({ purse: 'promo', points: fullestPurse, rule: 'r' }, 0);
  t.equal(rich.available(), 2 * fullestPurse - 8);
});

t.test('what goes back into a full purse goes back', async (t) => {
  const rich = open();
  rich.accrue({ purse: 'bonus', points: fullestPurse, rule: 'r' }, 0);
  const shares = rich.spend(100, 'bonus', purses);
  rich.accrue({ purse: 'bonus', points: 100, rule: 'r' }, 0);
  rich.restore(shares, 0, 0);
  t.equal(rich.available(), fullestPurse + 100);
});

t.test('a fork does not touch what it was made from', async (t) => {
  const party = open();
  party.accrue({ purse: 'bonus', points: 100, rule: 'r', expiresAt: day }, 0);
  const before = JSON.stringify(party.state());
  const fork = party.fork();
  const pins = fork.pin(60, undefined, purses);
  fork.spend(40, undefined, purses);
  fork.unpin(pins);
  fork.settle(2 * day);
  fork.overdraw(5);
  fork.facts = { purchases: 1, limits: {} };
  t.equal(JSON.stringify(party.state()), before);
  t.equal(party.transfers.length, 1);
  t.same(
    fork.transfers.map((transfer) => transfer.seq),
    [2, 3, 4],
    'numbered on from what it was made from',
  );
  t.equal(party.seq, 1);
});

t.test('thousands of lots are settled, held and spent', async (t) => {
  const party = open();
  for (let index = 0; index < 20_000; index += 1) {
    party.accrue({ purse: 'bonus', points: 2, rule: 'r', activeAt: 1 + index, expiresAt: 100_000 + index }, 0);
  }
  party.settle(50_000);
  const pins = party.pin(40_000, undefined, purses);
  party.unpin(pins);
  party.spendPins(pins, 39_000);
  party.settle(200_000);
  t.equal(party.available(), 0);
});
