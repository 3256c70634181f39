/** The whole bench, as short as it can be: it works, and what it counts is what happened. No figure is judged. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { findRedis } from '../../config/embedded/redis-process.ts';
import { readOptions } from './options.ts';
import type { Measurement } from './rounds.ts';
import { bench } from './run.ts';

const missing =
  process.platform !== 'linux'
    ? 'the bench reads /proc, which is Linux’s'
    : findRedis() === undefined && 'no redis-server is installed';

t.test('quotes and receipts of a gateway and of the baseline, counted and audited', { skip: missing }, async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'tillgate-bench-test-'));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  const out = join(folder, 'bench.json');
  const options = readOptions([
    ...['--members', '300', '--rounds', '1', '--seconds', '1', '--warm', '0', '--connections', '16'],
    ...['--subjects', 'gateway,baseline', '--statements', '--cold', '--out', out],
  ]);
  if (options === undefined) throw new Error('there are options');
  const said: string[] = [];
  await bench(options, (text) => said.push(text));
  const text = said.join('\n');
  t.match(text, /each is in the database once; the ledger is in order/);
  t.match(text, /receipts: gateway \/ baseline = \d/);
  t.match(text, /STATEMENTS, round 1, gateway, receipts/);
  t.match(text, /of 100 rules 1\d\.\d apply to a receipt/);

  const { measurements } = JSON.parse(readFileSync(out, 'utf8')) as { measurements: Measurement[] };
  t.same(
    measurements.map(({ subject, operation, loop }) => `${subject} ${operation} ${loop}`),
    [
      ...['gateway quotes closed', 'gateway commits closed', 'gateway quotes open', 'gateway commits open'],
      ...['baseline commits closed', 'baseline commits open'],
    ],
  );
  for (const { subject, operation, loop, window } of measurements) {
    t.test(`${subject} ${operation} ${loop}`, async (t) => {
      const { load, costs, batches } = window;
      t.same(Object.keys(load.statuses), [operation === 'quotes' ? '200' : '201']);
      t.ok(load.replies >= 100 && load.latency.p99 >= load.latency.p50);
      t.ok(costs.main > 0 && costs.subject >= costs.main * 0.9 && costs.generator > 0);
      if (operation === 'commits') t.ok((batches.commit?.mean ?? 0) >= 1 && costs.postgres > 0);
    });
  }
});
