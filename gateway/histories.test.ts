import t from 'tap';
import { chainInProcess } from './testing/chain-in-process.ts';
import { runHistories } from './testing/run-histories.ts';

t.test('two gateways that evaluate inline; Redis is emptied', async (t) => {
  const chain = await chainInProcess(t, { gateways: 2, workers: 0, redis: 'is emptied' });
  await runHistories(t, chain, 15_000);
});
