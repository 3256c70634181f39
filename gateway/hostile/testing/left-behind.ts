/** Whether a refused request has left anything: in Postgres, in Redis, on a socket or in a queue. */
import { setTimeout as pause } from 'node:timers/promises';
import { Redis } from 'ioredis';
import type { Test } from 'tap';
import type { Stage } from './stage.ts';

/**
 * Every row of every table, by a hash; the places that followers of the outbox have got to move by themselves. A row that
 * was written again as it was has another xmin.
 */
const fingerprintOfTables = `
SELECT table_name AS name, (xpath('//is/text()', query_to_xml(format(
         'SELECT count(*) || '':'' || coalesce(sum(hashtextextended(t.xmin::text || t::text, 0)), 0) AS is FROM %I t',
         table_name), false, true, '')))[1]::text AS is
FROM information_schema.tables
WHERE table_schema = 'public' AND table_type = 'BASE TABLE' AND table_name <> 'outbox_cursors'
ORDER BY table_name`;

const busyConnections = `
SELECT count(*)::int AS count FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle' AND query NOT LIKE 'LISTEN%'`;

/** A machine with other things to do may have Redis wait, which is a warning. */
function isError({ level }: Record<string, unknown>): boolean {
  return Number(level) >= 50;
}

/** Only bounds a failure. */
const patienceMs = 60_000;

interface Watch {
  /** Fails where the tables are not as they were when the watch began, and waits for everything else to come to rest. */
  expectNothing(name: string): Promise<void>;
}

/**
 * Begins once nothing moves any more.
 *
 * @param sockets how many of the test's own stay open
 */
export async function watch(t: Test, { gateway }: Stage, sockets = 0): Promise<Watch> {
  const redis = new Redis(gateway.redisUrl);
  t.teardown(() => redis.disconnect());

  const tables = async (): Promise<string> => {
    const { rows } = await gateway.pool.query<{ name: string; is: string }>(fingerprintOfTables);
    return rows.map(({ name, is }) => `${name} ${is}`).join('\n');
  };
  /** What is under way, in words; undefined: nothing. */
  const underWay = async (): Promise<string | undefined> => {
    const reserved = await redis.keys('*:reserved');
    if (reserved.length > 0) return `reservations: ${reserved.join(', ')}`;
    const { rows } = await gateway.pool.query<{ count: number }>(busyConnections);
    if ((rows[0]?.count ?? 0) > 0) return `${rows[0]?.count} busy connections to Postgres`;
    const { database, metrics } = gateway.parts;
    if (database.waitingCount > 0 || database.idleCount < database.totalCount) return 'connections in use';
    for (const queue of ['commits_waiting', 'evaluations_waiting']) {
      const metric = await metrics.registry.getSingleMetric(`tillgate_${queue}`)?.get();
      if (metric?.values[0]?.value !== 0) return `${queue}: ${metric?.values[0]?.value}`;
    }
    const open = await new Promise<number>((resolve, reject) =>
      gateway.app.server.getConnections((error, count) => (error === null ? resolve(count) : reject(error))),
    );
    return open > sockets ? `${open} open sockets` : undefined;
  };
  const rest = async (): Promise<string | undefined> => {
    let found = await underWay();
    for (const begun = performance.now(); found !== undefined && performance.now() - begun < patienceMs; ) {
      await pause(25);
      found = await underWay();
    }
    return found;
  };

  let before = await tables();
  for (let now = ''; now !== before; ) {
    now = before;
    await pause(100);
    before = await tables();
  }
  return {
    async expectNothing(name) {
      const left = {
        underWay: await rest(),
        logged: gateway.logged.splice(0).filter(isError),
        undeclared: gateway.faults.splice(0),
      };
      t.strictSame(left, { underWay: undefined, logged: [], undeclared: [] }, `${name}: nothing is left behind`);
      t.equal(await tables(), before, `${name}: no row is written`);
    },
  };
}
