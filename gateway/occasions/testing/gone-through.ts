import { setTimeout as sleep } from 'node:timers/promises';
import type { StartedGateway } from '../../testing/start-gateway.ts';
import { byCalendar, newestRound } from '../calendar.ts';
import { createRounds } from '../go-through.ts';

/**
 * Sets the gateway's clock to a moment, epoch ms, and goes through the calendar until all of it is done; its own loop may be
 * at it just then.
 *
 * @param rounds of gateways that do it at once; one that has just started unless given
 */
export async function goneThrough(
  { clock, parts, pool }: StartedGateway,
  now: number,
  rounds = [createRounds(parts)],
): Promise<void> {
  clock.ahead = now - Date.now();
  for (let tries = 0; tries < 200; tries += 1) {
    await Promise.all(rounds.map((round) => round(now)));
    const { rows } = await pool.query<{ key: string; round: string }>(
      "SELECT programme || ' ' || happens AS key, round FROM occasion_rounds WHERE done",
    );
    const done = new Map(rows.map(({ key, round }) => [key, round]));
    const waiting = parts.programmes
      .published()
      .some(({ code, occasions, timezone }) =>
        byCalendar.some(
          (happens) =>
            occasions.has(happens) && (done.get(`${code} ${happens}`) ?? '') < newestRound(happens, timezone, now),
        ),
      );
    if (!waiting) return;
    await sleep(20);
  }
  throw new Error('the calendar is not gone through');
}
