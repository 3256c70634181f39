/**
 * Two gateways of one chain, a process each, for histories. Upset, in turn: a gateway is killed, Redis is emptied, the
 * other gateway is killed, Redis is set back to what it was when it was emptied. One gateway is always there to be asked;
 * who was killed starts again meanwhile.
 */
import { pino } from 'pino';
import type { Test } from 'tap';
import { type RedisServer, redisServer, redisServerInstalled } from '../../ledger/gate/testing/redis-server.ts';
import { findDocument } from '../../ledger/programs/versions.ts';
import { openEvaluator } from '../evaluation/evaluator.ts';
import { crossing } from './crossing.ts';
import { gatewayProcess } from './gateway-process.ts';
import { makeCampaigns } from './history-campaigns.ts';
import { programmeOf } from './history-programme.ts';
import type { Chain } from './run-histories.ts';
import { startGateway } from './start-gateway.ts';

export async function chainOfProcesses(t: Test): Promise<Chain & { readonly kills: () => number }> {
  if (!redisServerInstalled) t.comment('no redis-server is installed: Redis stays as it is');
  const server = redisServerInstalled ? await redisServer(t) : undefined;
  // Makes the chain, and leaves it to the others.
  const maker = await startGateway(t, {
    programme: programmeOf(10),
    members: [],
    ...(server && { redisUrl: server.url }),
  });
  await makeCampaigns(maker);
  await maker.stop();
  const { pool, redisUrl, join, secrets } = maker;
  const order = { databaseUrl: maker.url, redisUrl, secrets };
  const processes = await Promise.all([gatewayProcess(t, order), gatewayProcess(t, order)] as const);
  const log = pino({ level: 'silent' });
  const evaluator = await openEvaluator({
    signingKey: Buffer.alloc(32),
    workers: 0,
    log,
    fetchProgramme: ({ code, version }) => findDocument(pool, code, version),
  });
  t.teardown(() => evaluator.close());

  let kills = 0;
  let starting = Promise.resolve();
  const kill = async (index: 0 | 1): Promise<void> => {
    await starting;
    kills += 1;
    await processes[index].kill();
    starting = processes[index].start();
    // Whoever waits for it hears of a failure; nobody may be waiting yet.
    starting.catch(() => {});
  };
  const redis = server && setBack(server);
  const upsets = [() => kill(0), () => redis?.empty(), () => kill(1), () => redis?.setBack()];
  let upset = 0;
  const direct = crossing(processes, () => ({ away: false, again: 'no', cutAfterMs: 0 }));
  return {
    pool,
    redisUrl,
    join,
    evaluator,
    gateways: direct,
    asked(ways) {
      let next = 0;
      return crossing(processes, () => {
        const way = ways[next % ways.length];
        if (way === undefined) throw new Error('there is no way');
        next += 1;
        return way;
      });
    },
    async upset() {
      await upsets[upset % upsets.length]?.();
      upset += 1;
    },
    rest: () => starting,
    kills: () => kills,
  };
}

/** Of its states, the one at each call is where the next setting back leads. */
function setBack(server: RedisServer): { empty(): Promise<void>; setBack(): Promise<void> } {
  let bringBack: (() => void) | undefined;
  return {
    async empty() {
      bringBack = await server.save();
      await server.command('FLUSHALL');
    },
    async setBack() {
      await server.kill();
      bringBack?.();
      await server.start();
    },
  };
}
