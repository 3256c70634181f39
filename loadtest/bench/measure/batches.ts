/** Batch sizes as /metrics has them (Prometheus' text format): tillgate_batch_size by what was batched. */
import { request } from 'undici';

interface Cumulative {
  count: number;
  sum: number;
  /** Upper bound → how many were at most that large. */
  readonly buckets: Map<number, number>;
}

export interface BatchSizes {
  readonly batches: number;
  readonly mean: number;
  /** Upper bounds of the buckets in which the percentiles lie. */
  readonly p50: number;
  readonly p99: number;
}

export type Readings = ReadonlyMap<string, Cumulative>;

export async function readBatches(url: string): Promise<Readings> {
  const { body } = await request(`${url}/metrics`);
  return parseBatches(await body.text());
}

export function parseBatches(text: string): Readings {
  const readings = new Map<string, Cumulative>();
  for (const [, part, labels = '', value] of text.matchAll(
    /^tillgate_batch_size_(bucket|sum|count)\{(.*)\} (\S+)$/gm,
  )) {
    const of = /of="(\w+)"/.exec(labels)?.[1] ?? '';
    const reading = readings.get(of) ?? { count: 0, sum: 0, buckets: new Map<number, number>() };
    readings.set(of, reading);
    if (part === 'count') reading.count = Number(value);
    else if (part === 'sum') reading.sum = Number(value);
    else {
      const bound = /le="([^"]+)"/.exec(labels)?.[1];
      reading.buckets.set(bound === '+Inf' ? Number.POSITIVE_INFINITY : Number(bound), Number(value));
    }
  }
  return readings;
}

/** What was batched between two readings; what was not batched at all is left out. */
export function batchesBetween(before: Readings, after: Readings): Record<string, BatchSizes> {
  const result: Record<string, BatchSizes> = {};
  for (const [of, { count, sum, buckets }] of after) {
    const earlier = before.get(of);
    const batches = count - (earlier?.count ?? 0);
    if (batches === 0) continue;
    const atMost = (share: number) =>
      [...buckets]
        .sort(([one], [other]) => one - other)
        .find(([bound, seen]) => seen - (earlier?.buckets.get(bound) ?? 0) >= share * batches)?.[0] ??
      Number.POSITIVE_INFINITY;
    result[of] = {
      batches,
      mean: (sum - (earlier?.sum ?? 0)) / batches,
      p50: atMost(0.5),
      p99: atMost(0.99),
    };
  }
  return result;
}
