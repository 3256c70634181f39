import t from 'tap';
import { LedgerClock } from './clock.ts';

t.test('what Postgres said, and the time that has passed since by a clock that does not jump', async (t) => {
  let passed = 1_000;
  t.intercept(performance, 'now', { value: () => passed });
  const clock = new LedgerClock();
  t.equal(clock.now(), undefined, 'it has not been looked at');
  t.notOk(clock.fresh);
  clock.learn(1_795_348_800_000, passed - 400);
  passed += 250.7;
  t.equal(clock.now(), 1_795_348_800_250);
  t.ok(clock.fresh);
  passed += 1_000;
  t.notOk(clock.fresh, 'to be looked at again');
  t.equal(clock.now(), 1_795_348_801_250, 'and good enough');
  clock.learn(1_795_348_799_000, passed - 400);
  t.equal(clock.now(), 1_795_348_801_250, 'an answer that took long is no better than what is known');
  clock.learn(1_795_348_700_000, passed - 3);
  t.equal(clock.now(), 1_795_348_700_000, 'Postgres was set back: so is the ledger');
  passed += 60_001;
  t.equal(clock.now(), undefined, 'nobody knows how far they have drifted apart');
});
