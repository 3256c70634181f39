/** Gateways of one chain in this process, for histories; what upsets them is their Redis. */
import type { Test } from 'tap';
import { redisServer, redisServerInstalled } from '../../ledger/gate/testing/redis-server.ts';
import { sweep } from '../../ledger/jobs/sweeper.ts';
import { carryOutOccasions } from '../occasions/carry-out.ts';
import { makeCampaigns } from './history-campaigns.ts';
import { programmeOf } from './history-programme.ts';
import type { Chain } from './run-histories.ts';
import { startGateway } from './start-gateway.ts';

interface Order {
  readonly gateways: number;
  readonly workers: number;
  /** What Redis does at each upset. */
  readonly redis: 'is emptied' | 'is killed';
}

export async function chainInProcess(t: Test, { gateways: count, workers, redis }: Order): Promise<Chain> {
  if (!redisServerInstalled) t.comment('no redis-server is installed: Redis stays as it is');
  const server = redisServerInstalled ? await redisServer(t) : undefined;
  // With the patience that gateways have with Redis: it is upset, and histories hold however it answers.
  const order = {
    ...{ programme: programmeOf(10), workers, members: [], redisMs: 250 },
    ...(server && { redisUrl: server.url }),
  };
  const gateway = await startGateway(t, order);
  const gateways = [gateway];
  while (gateways.length < count) gateways.push(await startGateway(t, { ...order, beside: gateway }));
  await makeCampaigns(gateway);
  const { pool, redisUrl, join, parts } = gateway;
  return {
    pool,
    redisUrl,
    join,
    evaluator: parts.evaluator,
    gateways,
    asked: () => gateways,
    async hurry() {
      await carryOutOccasions(parts);
      await sweep({ database: pool, submit: parts.committer.submit.bind(parts.committer) }, Date.now());
    },
    async upset() {
      if (redis === 'is emptied') await server?.command('FLUSHALL');
      else if (server?.running === true) await server.kill();
      else await server?.start();
    },
    async rest() {
      if (server?.running === false) await server.start();
    },
  };
}
