import { until } from '../../../ledger/testing/until.ts';
import type { StartedGateway } from '../../testing/start-gateway.ts';
import { byCalendar, newestRound } from '../calendar.ts';
import { createRounds } from '../go-through.ts';

/**
 * Sets the gateway's clock to a moment, epoch ms, and goes through the calendar until all of it is done; another gateway may
 * be at it just then.
 *
 * @param rounds of gateways that do it at once; one that has just started unless given
 */
export async function goneThrough(
  { clock, parts, pool }: Pick<StartedGateway, 'clock' | 'parts' | 'pool'>,
  now: number,
  rounds = [createRounds(parts)],
): Promise<void> {
  clock.ahead = now - Date.now();
  await until(async () => {
    await Promise.all(rounds.map((round) => round(now)));
    const { rows } = await pool.query<{ key: string; round: string }>(
      "SELECT programme || ' ' || happens AS key, round FROM occasion_rounds WHERE done",
    );
    const done = new Map(rows.map(({ key, round }) => [key, round]));
    return parts.programmes
      .published()
      .every(({ code, occasions, timezone }) =>
        byCalendar.every(
          (happens) =>
            !occasions.has(happens) || (done.get(`${code} ${happens}`) ?? '') >= newestRound(happens, timezone, now),
        ),
      );
  });
}
