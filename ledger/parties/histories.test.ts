/** Histories of a party that nobody would think of: whatever is done to its points, I3, I4, I6 and I7 hold. */
import { deepStrictEqual as deepEqual, strictEqual as equal } from 'node:assert';
import t from 'tap';
import type { PursePolicy } from '../../rules/model/points-policy.ts';
import { fc } from '../../rules/testing/fast-check.ts';
import { OpenParty } from './open-party.ts';
import { newParty } from './party.ts';
import type { LotShare } from './spending-order.ts';
import { balancesOf, driftOf } from './testing/drift.ts';

const purses: readonly PursePolicy[] = [
  { code: 'bonus', spendFirst: false },
  { code: 'promo', spendFirst: true },
];

function open(): OpenParty {
  return new OpenParty({ id: 7, version: 1, seq: 0, state: newParty });
}

type Operation = (party: OpenParty, memory: Memory) => void;

interface Memory {
  now: number;
  readonly holds: LotShare[][];
  readonly spent: LotShare[][];
  readonly lots: { lot: number; points: number }[];
  overdrawn: number;
}

const points = fc.integer({ min: 1, max: 300 });
const index = fc.nat({ max: 50 });
const purse = fc.constantFrom('bonus', 'promo');
const melting = fc.option(
  fc.record({ ms: fc.integer({ min: 1, max: 6 }), percent: fc.constantFrom(0.01, 10, 33.3, 100) }),
  {
    nil: undefined,
  },
);
const later = fc.option(fc.integer({ min: -2, max: 20 }), { nil: undefined });

function pick<T>(list: T[], at: number): T | undefined {
  return list.length === 0 ? undefined : list.splice(at % list.length, 1)[0];
}

const operation: fc.Arbitrary<Operation> = fc.oneof(
  fc.tuple(purse, points, later, later, melting).map(
    ([code, amount, active, expiry, melt]): Operation =>
      (party, memory) => {
        const lot = party.accrue(
          {
            purse: code,
            points: amount,
            rule: 'r',
            ...(active !== undefined && { activeAt: memory.now + active }),
            ...(expiry !== undefined && { expiresAt: memory.now + expiry }),
            ...(melt !== undefined && { melt: { every: 'P', months: 0, ...melt } }),
          },
          memory.now,
        );
        memory.lots.push({ lot, points: amount });
      },
  ),
  fc.tuple(points, fc.option(purse, { nil: undefined })).map(
    ([amount, code]): Operation =>
      (party, memory) => {
        const there = Math.min(amount, party.available(code));
        memory.spent.push(party.spend(there, code, purses));
      },
  ),
  fc.tuple(points, fc.option(purse, { nil: undefined })).map(
    ([amount, code]): Operation =>
      (party, memory) => {
        const there = Math.min(amount, party.available(code));
        if (there > 0) memory.holds.push(party.pin(there, code, purses));
      },
  ),
  fc.tuple(index, fc.nat({ max: 300 })).map(
    ([which, amount]): Operation =>
      (party, memory) => {
        const pins = pick(memory.holds, which);
        if (pins === undefined) return;
        party.unpin(pins);
        const spent = party.spendPins(pins, amount);
        memory.spent.push(spent);
        const left = pins.slice(spent.length);
        party.letGo(left);
        party.repayDebt();
      },
  ),
  index.map(
    (which): Operation =>
      (party, memory) => {
        const shares = pick(memory.spent, which);
        if (shares !== undefined) party.restore(shares, memory.now, 5);
      },
  ),
  fc.tuple(index, points).map(
    ([which, amount]): Operation =>
      (party, memory) => {
        const lot = pick(memory.lots, which);
        if (lot === undefined) return;
        party.owe(party.takeBack([{ lot: lot.lot, points: Math.min(amount, lot.points) }], purses));
      },
  ),
  points.map(
    (amount): Operation =>
      (party, memory) => {
        memory.spent.push(party.spend(Math.min(amount, party.available()), undefined, purses));
        if (party.available() > 0) return;
        party.overdraw(amount);
        memory.overdrawn += amount;
      },
  ),
  fc.nat({ max: 300 }).map(
    (amount): Operation =>
      (party, memory) => {
        const undone = Math.min(amount, memory.overdrawn);
        party.undoOverdraft(undone, 'bonus', memory.now + 5);
        memory.overdrawn -= undone;
      },
  ),
  fc.integer({ min: 1, max: 12 }).map(
    (time): Operation =>
      (party, memory) => {
        memory.now += time;
        party.settle(memory.now);
      },
  ),
);

t.test('any history: I3, I4, I6 and I7 hold after every step', async () => {
  fc.assert(
    fc.property(fc.array(operation, { minLength: 1, maxLength: 60 }), (operations) => {
      const party = open();
      const memory: Memory = { now: 0, holds: [], spent: [], lots: [], overdrawn: 0 };
      for (const act of operations) {
        act(party, memory);
        deepEqual(driftOf(newParty, party), []);
        const held = memory.holds.flat().reduce((sum, share) => sum + share.points, 0);
        const purseHeld = Object.values(party.state().purses).reduce((sum, each) => sum + each.held, 0);
        if (held !== purseHeld) throw new Error(`${held} are pinned, ${purseHeld} are held`);
        if (party.debt > 0 && party.available() > 0) throw new Error(`owes ${party.debt}, has ${party.available()}`);
        const { redeemed = 0, issued = 0 } = balancesOf(party.transfers);
        if (redeemed > issued + party.debt) throw new Error(`${redeemed} redeemed of ${issued}`);
      }
      // The row is JSON: what is read back is the same party.
      const state = JSON.parse(JSON.stringify(party.state()));
      deepEqual(new OpenParty({ id: 7, version: 1, seq: party.seq, state }).state(), party.state());
    }),
    { numRuns: 500 },
  );
});

t.test('any history on a fork leaves the party as it was, and comes to the same', async () => {
  fc.assert(
    fc.property(fc.array(operation, { maxLength: 30 }), fc.array(operation, { maxLength: 30 }), (first, second) => {
      const party = open();
      const memory: Memory = { now: 0, holds: [], spent: [], lots: [], overdrawn: 0 };
      for (const act of first) act(party, memory);
      const before = JSON.stringify([party.state(), party.seq, party.transfers]);
      const one = party.fork();
      const again = party.fork();
      for (const fork of [one, again]) {
        const own = structuredClone(memory);
        for (const act of second) act(fork, own);
      }
      equal(JSON.stringify([party.state(), party.seq, party.transfers]), before);
      deepEqual(one.state(), again.state());
      deepEqual(one.transfers, again.transfers);
      deepEqual(driftOf(party.state(), one), []);
    }),
    { numRuns: 200 },
  );
});

const stamped = fc.integer({ min: 1, max: 40 });

t.test('stamps beside points: neither pays for the other, and nobody owes any', async () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(operation, stamped, stamped), { maxLength: 40 }), (steps) => {
      const party = open();
      const memory: Memory = { now: 0, holds: [], spent: [], lots: [], overdrawn: 0 };
      let stamps = 0;
      for (const [act, given, wanted] of steps) {
        party.accrue({ purse: 'stamps', points: given, rule: 's', stamps: true }, memory.now);
        stamps += given;
        const there = Math.min(wanted, party.available('stamps'));
        const paid = party.pay(there, 'stamps', purses);
        stamps -= there;
        act(party, memory);
        equal(party.available('stamps'), stamps);
        if (wanted % 3 === 0) {
          party.restore(paid, memory.now, 5);
          stamps += there;
        }
        if (wanted % 5 === 0) stamps -= wanted - party.takeBack([{ lot: 0, points: wanted }], purses, 'stamps');
        equal(party.available('stamps'), stamps);
        equal(party.available(), party.available('bonus') + party.available('promo'));
        deepEqual(driftOf(newParty, party), []);
      }
    }),
    { numRuns: 300 },
  );
});

const lot = fc.record({
  points: fc.integer({ min: 1, max: 5_000 }),
  active: fc.nat({ max: 30 }),
  life: fc.option(fc.integer({ min: 1, max: 60 }), { nil: undefined }),
  melt: melting,
});

t.test('however often it is settled, the same is left', async () => {
  const moments = fc.array(fc.nat({ max: 100 }), { maxLength: 30 });
  fc.assert(
    fc.property(fc.array(lot, { minLength: 1, maxLength: 6 }), moments, fc.nat({ max: 400 }), (lots, times, debt) => {
      const party = open();
      party.overdraw(debt);
      for (const { points: given, active, life, melt } of lots) {
        const terms = { activeAt: active, ...(life !== undefined && { expiresAt: active + life }) };
        const gift = { purse: 'bonus', points: given, rule: 'r', ...terms };
        party.accrue({ ...gift, ...(melt !== undefined && { melt: { every: 'P', months: 0, ...melt } }) }, 0);
      }
      const once = party.fork();
      once.settle(100);
      for (const at of times.sort((a, b) => a - b)) {
        party.settle(at);
        // A sweeper or a late receipt that is behind changes nothing.
        party.settle(at - 7);
        deepEqual(driftOf(newParty, party), []);
      }
      party.settle(100);
      deepEqual(party.state(), once.state());
    }),
    { numRuns: 500 },
  );
});
