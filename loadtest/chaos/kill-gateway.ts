/** SIGKILL for the gateway in the middle of a replay: started again, it comes to the same totals. */
import { setTimeout as sleep } from 'node:timers/promises';
import { runChaos } from './chaos.ts';

await runChaos('kill-gateway', async (gateway, random) => {
  // Some requests are on their way, some are decided, some are written and not yet answered.
  await sleep(random.between(0, 50));
  await gateway.kill();
  await sleep(random.between(0, 500));
  await gateway.start();
});
