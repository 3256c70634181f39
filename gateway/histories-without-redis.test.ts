import t from 'tap';
import { chainInProcess } from './testing/chain-in-process.ts';
import { runHistories } from './testing/run-histories.ts';

t.test('a gateway with a worker; Redis is killed', async (t) => {
  const chain = await chainInProcess(t, { gateways: 1, workers: 1, redis: 'is killed' });
  await runHistories(t, chain, 15_000);
});
