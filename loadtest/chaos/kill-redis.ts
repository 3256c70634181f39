/** SIGKILL for Redis in the middle of a replay: it comes back empty, and nothing of a receipt is lost. */
import { setTimeout as sleep } from 'node:timers/promises';
import { runChaos } from './chaos.ts';

await runChaos('kill-redis', async (gateway, random) => {
  await sleep(random.between(0, 50));
  gateway.killRedis();
});
