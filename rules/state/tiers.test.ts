import t from 'tap';
import { programmeOf } from '../evaluate/testing/evaluation.ts';
import { release } from './reverse.ts';
import { momentOf, PartyInTest, timezone } from './testing/party.ts';
import { tierChange } from './tiers.ts';

const levels = `
  levels:
    - { code: base, from: 0 }
    - { code: silver, from: 20000, keep: P6M }
    - { code: gold, from: 50000, keep: P1Y }`;
const rolling = programmeOf(`
counters: [{ code: spend, of: net, window: P1Y }]
tiers:
  by: spend${levels}
`);
const monthly = programmeOf(`
counters: [{ code: spend, of: net, window: month }]
tiers:
  by: spend${levels}
`);

function tiersOn(party: PartyInTest, moments: readonly (readonly [at: string, tier: string])[]) {
  return [moments.map(([at]) => [at, party.recall(at).tier]), moments] as const;
}

t.test('raised at once, kept, lowered by time alone', async (t) => {
  const party = new PartyInTest(rolling);
  t.same(party.recall('2026-01-01'), { attributes: {}, tier: 'base', counters: { spend: 0 } });
  party.buy('2026-02-01', 19_999);
  t.equal(party.recall('2026-02-01').tier, 'base');
  party.buy('2026-03-01', 1);
  t.equal(party.recall('2026-03-01').tier, 'silver');
  party.buy('2026-04-01', 30_000);
  t.same(
    ...tiersOn(party, [
      ['2026-02-28', 'base'],
      ['2026-03-31', 'silver'],
      ['2026-04-01', 'gold'],
      // The counter has lost the purchases of February and March, the keep has not passed.
      ['2027-03-31T11:59:59+03:00', 'gold'],
      ['2027-04-01T11:59:59+03:00', 'gold'],
      ['2027-04-01T12:00:00+03:00', 'base'],
    ]),
  );
});

t.test('a level without keep is what the counter says, and nothing more', async (t) => {
  const party = new PartyInTest(
    programmeOf(
      'counters: [{ code: a, of: receipts, window: month }]\ntiers: { by: a, levels: [{ code: active, from: 2 }] }',
    ),
  );
  t.equal(party.recall('2026-11-01').tier, undefined, 'the first level begins above nothing');
  party.buy('2026-11-01', 100);
  party.buy('2026-11-02', 100);
  t.equal(party.recall('2026-11-30').tier, 'active');
  t.equal(party.recall('2026-12-01').tier, undefined);
  t.same(party.facts.tiers, { main: { code: 'active', since: momentOf('2026-11-02'), reached: [] } });
});

t.test('a keep of the level below goes on when that of the higher one has passed', async (t) => {
  const party = new PartyInTest(
    programmeOf(`
counters: [{ code: spend, of: net, window: month }]
tiers:
  by: spend
  levels:
    - { code: base, from: 0 }
    - { code: silver, from: 20000, keep: P1Y }
    - { code: gold, from: 50000, keep: P1M }
`),
  );
  party.buy('2026-01-15', 60_000);
  t.same(
    ...tiersOn(party, [
      ['2026-02-14', 'gold'],
      ['2026-02-16', 'silver'],
      ['2027-01-14', 'silver'],
      ['2027-01-16', 'base'],
    ]),
  );
});

t.test('reached again, it is kept anew', async (t) => {
  const party = new PartyInTest(monthly);
  party.buy('2026-01-15', 50_000);
  party.buy('2026-09-20', 50_000);
  t.same(
    ...tiersOn(party, [
      ['2027-01-20', 'gold'],
      ['2027-09-19', 'gold'],
      ['2027-09-21', 'base'],
    ]),
  );
});

t.test('a purchase that finds the counter there, with no keep running, begins one', async (t) => {
  const party = new PartyInTest(rolling);
  party.buy('2026-01-15', 50_000);
  party.buy('2026-12-01', 55_000);
  t.equal(party.recall('2027-01-16').tier, 'gold', 'by the counter');
  party.buy('2027-02-01', 1);
  t.equal(party.recall('2028-01-31').tier, 'gold', 'by the keep');
  t.equal(party.recall('2028-02-02').tier, 'base');
});

t.test('what was returned has reached nothing', async (t) => {
  const party = new PartyInTest(rolling);
  party.buy('2026-03-01', 45_000);
  const second = party.buy('2026-03-10', 5_000);
  t.equal(party.recall('2026-03-11').tier, 'gold');
  party.cancel(second);
  t.equal(party.recall('2026-03-11').tier, 'silver');
  t.equal(party.recall('2026-03-09').tier, 'silver');
});

t.test('goods of an earlier receipt come back: gold is lost, though another receipt had reached it', async (t) => {
  const party = new PartyInTest(rolling);
  const first = party.buy('2026-03-01', 45_000);
  party.buy('2026-03-10', 5_000);
  const [key = ''] = Object.keys(first.counts);
  const day = first.counts[key]?.in ?? '';
  const at = momentOf('2026-03-20');
  const back = (added: number) => ({ limits: {}, counts: { [key]: { in: day, added } }, at, timezone });
  party.facts = release(party.facts, back(1));
  t.equal(party.recall('2026-03-20').tier, 'silver');
  party.facts = release(party.facts, back(44_999));
  t.equal(party.recall('2026-03-20').tier, 'base');
});

t.test('goods come back when others have been bought since: it is gold still', async (t) => {
  const party = new PartyInTest(rolling);
  const first = party.buy('2026-03-01', 50_000);
  party.buy('2026-03-10', 50_000);
  party.cancel(first);
  t.equal(party.recall('2026-03-11').tier, 'gold');
  t.equal(party.recall('2027-02-28').tier, 'gold');
});

t.test('months after, a trifle comes back of what had reached it with some to spare', async (t) => {
  const party = new PartyInTest(monthly);
  const first = party.buy('2026-01-15', 50_500);
  const [key = ''] = Object.keys(first.counts);
  const at = momentOf('2026-08-01');
  party.facts = release(party.facts, { limits: {}, counts: { [key]: { in: '2026-01', added: 500 } }, at, timezone });
  t.equal(party.recall('2026-08-01').tier, 'gold');
  party.facts = release(party.facts, { limits: {}, counts: { [key]: { in: '2026-01', added: 1 } }, at, timezone });
  t.equal(party.recall('2026-08-01').tier, 'base', 'silver was kept for half a year');
});

t.test('the last reaching is undone: the keep of the one before holds', async (t) => {
  const party = new PartyInTest(monthly);
  party.buy('2026-01-15', 50_000);
  const second = party.buy('2026-09-20', 50_000);
  party.cancel(second);
  t.same(
    ...tiersOn(party, [
      ['2027-01-14', 'gold'],
      ['2027-01-16', 'base'],
    ]),
  );
});

t.test('a receipt that arrives late counts when it was, and is told what was true then', async (t) => {
  const party = new PartyInTest(monthly);
  party.buy('2026-02-03', 50_000);
  t.equal(party.recall('2026-01-31').tier, 'base');
  party.buy('2026-01-31', 20_000);
  t.equal(party.recall('2026-01-31').tier, 'silver');
  t.equal(party.recall('2025-12-31').tier, 'base');
  t.equal(party.facts.tiers?.main?.code, 'gold');
  t.equal(party.recall('2027-02-02').tier, 'gold');
});

t.test('what rules on a tier hear of', async (t) => {
  const party = new PartyInTest(rolling);
  const told = (at: string, amount: number) => {
    const { before } = party.buy(at, amount);
    return tierChange(before, party.facts, rolling.facts);
  };
  t.equal(told('2026-02-01', 19_999), undefined);
  t.same(told('2026-03-01', 1), { from: 'base', to: 'silver', since: momentOf('2026-03-01') });
  t.equal(told('2026-03-02', 1), undefined);
  t.same(told('2026-04-01', 90_000), { from: 'silver', to: 'gold', since: momentOf('2026-04-01') });
  // Its keep and its purchases have passed: the next purchase finds it out.
  t.same(told('2028-01-01', 1), { from: 'gold', to: 'base', since: momentOf('2028-01-01') });
  t.same(told('2028-01-02', 50_000), { from: 'base', to: 'gold', since: momentOf('2028-01-02') });
  t.same(told('2030-01-02', 50_000), { from: 'gold', to: 'gold', since: momentOf('2030-01-02') });
});

t.test('two programmes each have tiers of their own', async (t) => {
  const other = programmeOf(`
program: { code: other }
counters: [{ code: spend, of: net, window: P1Y }]
tiers: { by: spend, levels: [{ code: friend, from: 1000, keep: P1Y }] }
`);
  const party = new PartyInTest(rolling);
  party.buy('2026-03-01', 50_000);
  const guest = new PartyInTest(other);
  guest.facts = party.facts;
  t.equal(guest.recall('2026-03-01').tier, undefined);
  guest.buy('2026-03-02', 1_000);
  t.equal(guest.recall('2026-03-02').tier, 'friend');
  party.facts = guest.facts;
  t.equal(party.recall('2026-03-02').tier, 'gold');
});
