import t from 'tap';
import type { Command } from '../../../ledger/committer/commands.ts';
import type { Outcome } from '../../../ledger/committer/outcome.ts';
import { RefusalError } from '../../contract/errors.ts';
import { commitWith } from './outcome.ts';

const command = (at: number): Command => ({ kind: 'settle', party: 1, at });

/** A committer that answers so, one after the other. */
function answering(outcomes: readonly Outcome[]) {
  const submitted: Command[] = [];
  const counted: [string, string][] = [];
  const parts = {
    committer: {
      async submit(command: Command): Promise<Outcome> {
        submitted.push(command);
        return outcomes[submitted.length - 1] ?? { kind: 'again' };
      },
    },
    metrics: { receipt: (...labels: [string, string]) => void counted.push(labels) },
  };
  let looks = 0;
  const commit = () => commitWith(parts as never, async () => command(++looks));
  return { commit, submitted, counted };
}

const done: Outcome = { kind: 'done', reply: '{}', replayed: false };

t.test('what was overtaken looks again, each time anew', async (t) => {
  const { commit, submitted, counted } = answering([{ kind: 'again' }, { kind: 'again' }, done]);
  t.strictSame(await commit(), { body: '{}', replayed: false });
  t.strictSame(submitted, [command(1), command(2), command(3)]);
  t.strictSame(counted, [['settle', 'committed']], 'counted once');
});

t.test('but not for ever', async (t) => {
  const { commit, submitted } = answering([]);
  const error = await commit().catch((error: RefusalError) => error);
  t.ok(error instanceof RefusalError);
  t.match((error as RefusalError).refusal, { code: 'unavailable', retryAfterSeconds: 1 });
  t.equal(submitted.length, 5);
});

t.test('refusals, as they come: [code, retry after]', async (t) => {
  for (const [code, retryAfterSeconds] of [
    ['insufficient_points', undefined],
    ['overloaded', 1],
    ['unavailable', 1],
  ] as const) {
    const errors = [{ path: '/redeem', message: 'too many' }];
    const { commit, counted } = answering([{ kind: 'refused', code, detail: 'why', errors }]);
    const error = await commit().catch((error: RefusalError) => error);
    const { refusal } = error as RefusalError;
    t.match(refusal, { code, detail: 'why', errors });
    t.equal(refusal.retryAfterSeconds, retryAfterSeconds, code);
    t.strictSame(counted, [['settle', code]]);
  }
  const replayed = answering([{ ...done, replayed: true }]);
  t.strictSame(await replayed.commit(), { body: '{}', replayed: true });
  t.strictSame(replayed.counted, [['settle', 'replayed']]);
});
