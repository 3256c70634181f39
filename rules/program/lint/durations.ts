import { actionOf } from '../action.ts';
import { pointsDefaults } from '../defaults.ts';
import { fixedMs, lengthOf, parseDuration } from '../durations.ts';
import type { Path } from '../path.ts';
import { type LintCheck, rulesOf } from './check.ts';

const hourMs = 3_600_000;

function isUnder(text: string, ms: number): boolean {
  const length = parseDuration(text) === undefined ? undefined : lengthOf(text);
  return length !== undefined && length.months === 0 && length.ms < ms;
}

/** Durations are durations; those that are counted in milliseconds have a fixed length; a hold ends by its bound. */
export const durations: LintCheck = {
  name: 'durations',
  run(document, report) {
    const { purses = [], hold, returns, confirm } = document.points ?? {};
    for (const [index, { expireAfter }] of purses.entries())
      calendar(['points', 'purses', index, 'expireAfter'], expireAfter);
    const ttlMs = fixed(['points', 'hold', 'ttl'], hold?.ttl ?? pointsDefaults.holdTtl);
    const maxTtlMs = fixed(['points', 'hold', 'maxTtl'], hold?.maxTtl ?? pointsDefaults.holdMaxTtl);
    if (ttlMs !== undefined && maxTtlMs !== undefined && ttlMs > maxTtlMs) {
      const most = hold?.maxTtl ?? pointsDefaults.holdMaxTtl;
      report('error', ['points', 'hold', 'ttl'], `is longer than points.hold.maxTtl, ${most}`);
    }
    if (confirm?.ttl !== undefined) fixed(['points', 'confirm', 'ttl'], confirm.ttl);
    if (confirm?.resendAfter !== undefined) fixed(['points', 'confirm', 'resendAfter'], confirm.resendAfter);
    fixed(['points', 'returns', 'grace'], returns?.grace ?? pointsDefaults.grace);
    for (const { rule, path } of rulesOf(document)) {
      const { mechanic, params } = actionOf(rule);
      const { expireAfter } = params;
      if (typeof expireAfter === 'string') calendar([...path, 'do', mechanic, 'expireAfter'], expireAfter);
      for (const key of ['activateAfter', 'expireAfter'] as const) {
        calendar([...path, 'do', mechanic, 'lot', key], params.lot?.[key]);
      }
      const { every } = params.lot?.melt ?? {};
      const here = [...path, 'do', mechanic, 'lot', 'melt', 'every'];
      calendar(here, every);
      if (every !== undefined && isUnder(every, hourMs)) report('error', here, 'points melt once an hour at most');
    }

    function calendar(path: Path, text: string | undefined): void {
      if (text === undefined || parseDuration(text) !== undefined) return;
      report('error', path, `"${text}" is no ISO 8601 duration such as P30D, P6M or P1Y`);
    }

    function fixed(path: Path, text: string): number | undefined {
      const ms = fixedMs(text);
      if (ms === undefined)
        report('error', path, `"${text}" is no ISO 8601 duration of days or less, such as P7D or PT15M`);
      return ms;
    }
  },
};
