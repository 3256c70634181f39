import t from 'tap';
import type { SubjectName } from '../options.ts';
import type { Measurement } from '../rounds.ts';
import { ratiosOf, spreadOf } from './figures.ts';
import { table } from './table.ts';
import { compare } from './verify.ts';

t.test('a median is of the middle', async (t) => {
  t.same(spreadOf([3, 1, 2]), { median: 2, least: 1, most: 3 });
  t.same(spreadOf([4, 1, 2, 3]), { median: 2.5, least: 1, most: 4 });
  t.same(spreadOf([7]), { median: 7, least: 7, most: 7 });
});

t.test('ratios are taken within a round', async (t) => {
  const measured = (round: number, subject: SubjectName, perSecond: number, loop: 'closed' | 'open' = 'closed') =>
    ({ round, subject, operation: 'commits', loop, window: { perSecond } }) as Measurement;
  const ratios = ratiosOf([
    measured(1, 'gateway', 400),
    measured(1, 'baseline', 1_000),
    measured(2, 'gateway', 100),
    measured(2, 'baseline', 200),
    measured(2, 'baseline', 1, 'open'),
    measured(3, 'gateway', 900),
    measured(3, 'baseline', 1_000),
    measured(4, 'gateway', 900),
  ]);
  t.same(
    ratios.map(({ subject, to, rounds, median }) => ({ subject, to, rounds, median })),
    [{ subject: 'gateway', to: 'baseline', rounds: [0.4, 0.5, 0.9], median: 0.5 }],
  );
});

t.test('what is not in the database as often as it was sent is said', async (t) => {
  const before = { receipts: 10, redeeming: 2 };
  t.same(compare('gateway', before, { receipts: 33, redeeming: 6 }, [12, 11]), []);
  t.same(compare('gateway', before, { receipts: 32, redeeming: 2 }, [12, 11]), [
    'gateway: 23 receipts were sent, 22 are in the database',
    'gateway: 4 receipts that points paid a part of were sent, 0 are in the database',
  ]);
});

t.test('columns line up', async (t) => {
  t.equal(
    table(
      ['', '/s'],
      [
        ['gateway', '5'],
        ['a', '1234'],
      ],
    ),
    '           /s\ngateway     5\na        1234',
  );
});
