import t from 'tap';
import { reportOf } from '../replay/report.ts';
import { createTally } from '../replay/tally.ts';
import { differencesBetween } from './outcome.ts';

const run = {
  file: 'f',
  map: 'uci',
  url: 'u',
  redeem: undefined,
  complete: true,
  startedAt: new Date(0),
  seconds: 1,
  retries: 0,
  made: [],
  latencies: {},
  reconciled: undefined,
  database: undefined,
};

t.test('times, retries and replays may differ, receipts and money may not', (t) => {
  const one = createTally();
  const other = createTally();
  one.sales.committed = 2;
  other.sales.committed = 2;
  other.sales.replayed = 2;
  const base = reportOf(one, run);
  t.same(differencesBetween(base, reportOf(other, { ...run, seconds: 9, retries: 4 })), []);
  other.sales.committed = 3;
  other.invoices.notSent.set('stock_write_off', 1);
  t.same(
    differencesBetween(base, reportOf(other, run)).filter((line) => !line.startsWith('reconciliation')),
    [
      'receipts.committed: 2 undisturbed, 3 disturbed',
      'invoices.notSent.stock_write_off: undefined undisturbed, 1 disturbed',
    ],
  );
  t.end();
});
