/**
 * Two gateways, a process each, on one Postgres and one Redis: members, tills, offices and marketers at random at both,
 * every request sent again to the other gateway, one of the two killed now and then. I1 to I10 hold.
 *
 * HISTORIES_MS runs it for longer, SEED=random with others each time.
 */
import t from 'tap';
import { chainOfProcesses } from './testing/chain-of-processes.ts';
import { runHistories } from './testing/run-histories.ts';

t.test('histories over two processes', async (t) => {
  const chain = await chainOfProcesses(t);
  await runHistories(t, chain, 25_000);
  t.ok(chain.kills() > 0, `${chain.kills()} times a gateway was killed`);
});
