/** Jobs of adjustments in this gateway: those that are due, one after another, beside the tills. */
import { Temporal } from 'temporal-polyfill';
import { type AdjustJob, dropAdjustJobs, dueAdjustJobs } from '../ledger/adjust/job.ts';
import { type AdjustRun, runAdjustJob } from '../ledger/adjust/run.ts';
import type { PointsPolicy } from '../rules/model/points-policy.ts';
import type { ProgrammeRegistry } from './programmes.ts';

/** A till waits behind so many rows at most: a batch. */
const atOnce = 64;

type Due = Pick<AdjustRun, 'database' | 'submit' | 'now' | 'stopping'> & {
  readonly programmes: Pick<ProgrammeRegistry, 'find'>;
};

export async function runDueAdjustJobs({ programmes, ...run }: Due): Promise<void> {
  await dropAdjustJobs(run.database);
  for (const id of await dueAdjustJobs(run.database)) {
    await runAdjustJob({ ...run, atOnce, termsOf: termsOf(programmes) }, id);
  }
}

/** What a job needs of its programme, as it was when the job was made. */
export function termsOf(programmes: Pick<ProgrammeRegistry, 'find'>): AdjustRun['termsOf'] {
  return async ({ programme, version }: AdjustJob) => {
    const found = await programmes.find(programme, version);
    if (found === undefined) throw new Error(`version ${version} of ${programme} is gone; a job has it`);
    const { policy, timezone } = found;
    return { policy, expiryOf: (purse, now) => purseExpiry(policy, timezone, purse, now) };
  };
}

/** When points given now expire, as their purse has it: epoch ms. */
export function purseExpiry(
  { purses: [first, ...others] }: PointsPolicy,
  timezone: string,
  purse: string | undefined,
  now: number,
): number | undefined {
  const into = others.find(({ code }) => code === purse) ?? first;
  return into?.expireAfter === undefined ? undefined : after(now, into.expireAfter, timezone);
}

/** Throws RangeError for what is no positive duration, or ends beyond the calendar. */
export function after(now: number, duration: string, timezone: string): number {
  if (Temporal.Duration.from(duration).sign !== 1) throw new RangeError('not positive');
  return Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(timezone).add(duration).epochMilliseconds;
}
