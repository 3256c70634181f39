/** How long calls take, by name: percentiles of each exchange that was answered, retries apart. */
import { build, type Histogram } from 'hdr-histogram-js';

export interface Percentiles {
  readonly count: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly max: number;
}

export interface Latencies {
  record(name: string, ms: number): void;
  percentiles(): Record<string, Percentiles>;
}

const perMs = 1000;
const longest = 600_000 * perMs;

export function createLatencies(): Latencies {
  const byName = new Map<string, Histogram>();
  return {
    record(name, ms) {
      let histogram = byName.get(name);
      if (histogram === undefined) {
        histogram = build({
          lowestDiscernibleValue: 1,
          highestTrackableValue: longest,
          numberOfSignificantValueDigits: 3,
        });
        byName.set(name, histogram);
      }
      histogram.recordValue(Math.min(longest, Math.max(1, Math.round(ms * perMs))));
    },
    percentiles() {
      const at = (histogram: Histogram, percentile: number) =>
        Math.round(histogram.getValueAtPercentile(percentile) / 10) / 100;
      return Object.fromEntries(
        [...byName].sort().map(([name, histogram]) => [
          name,
          {
            count: histogram.totalCount,
            p50: at(histogram, 50),
            p90: at(histogram, 90),
            p99: at(histogram, 99),
            max: Math.round(histogram.maxValue / 10) / 100,
          },
        ]),
      );
    },
  };
}
