import t from 'tap';
import { readOptions } from './options.ts';

t.test('a run without options is the one that the documentation speaks of', async (t) => {
  t.match(readOptions([]), {
    members: 100_000,
    rounds: 3,
    subjects: ['gateway', 'inline', 'baseline'],
    operations: ['quotes', 'commits'],
    loops: ['closed', 'open'],
    generator: 'autocannon',
    fill: true,
    audit: true,
  });
  t.match(readOptions(['--quick', '--members', '500']), { members: 500, rounds: 1, seconds: 3 });
  t.match(readOptions(['--subjects', 'baseline,gateway', '--rate-commits', '400', '--cold']), {
    subjects: ['gateway', 'baseline'],
    rates: { commits: 400 },
    fill: false,
  });
  t.match(readOptions(['--subjects', 'pair']), { subjects: ['pair'] });
  t.equal(readOptions(['--help']), undefined);
});

const refusals: readonly [args: string[], expected: RegExp][] = [
  [['--members', 'many'], /--members many: expected a whole number from 100 to 100000000/],
  [['--members', '99'], /--members 99/],
  [['--seconds', '0'], /--seconds 0: expected a number from 0\.2/],
  [['--rounds', '1.5'], /--rounds 1\.5/],
  [['--subjects', 'gateway,peer'], /--subjects peer: expected some of gateway, inline, pair, baseline/],
  [['--generator', 'wrk'], /--generator wrk: expected some of autocannon, sockets/],
  [['--round', '3'], /Unknown option '--round'; see --help/],
  [['3'], /Unexpected argument '3'/],
];

t.test('what it does not understand is refused by name', async (t) => {
  for (const [args, expected] of refusals) t.throws(() => readOptions(args), { message: expected }, args.join(' '));
});
