import t from 'tap';
import { batchesBetween, parseBatches } from './batches.ts';

const metrics = (counts: readonly [bound: string, count: number][], sum: number) =>
  [
    '# TYPE tillgate_batch_size histogram',
    ...counts.map(([bound, count]) => `tillgate_batch_size_bucket{le="${bound}",of="commit"} ${count}`),
    `tillgate_batch_size_sum{of="commit"} ${sum}`,
    `tillgate_batch_size_count{of="commit"} ${counts.at(-1)?.[1]}`,
    'tillgate_receipts_total{kind="sale",outcome="committed"} 7',
  ].join('\n');

t.test('batches between two readings: mean, and the buckets of the percentiles', async (t) => {
  const before = parseBatches(
    metrics(
      [
        ['1', 5],
        ['32', 5],
        ['64', 5],
        ['+Inf', 5],
      ],
      5,
    ),
  );
  const after = parseBatches(
    metrics(
      [
        ['1', 5],
        ['32', 65],
        ['64', 105],
        ['+Inf', 105],
      ],
      5 + 60 * 20 + 40 * 60,
    ),
  );
  t.same(batchesBetween(before, after), { commit: { batches: 100, mean: 36, p50: 32, p99: 64 } });
  t.same(batchesBetween(new Map(), before), { commit: { batches: 5, mean: 1, p50: 1, p99: 1 } });
  t.same(batchesBetween(after, after), {}, 'nothing was batched');
});
