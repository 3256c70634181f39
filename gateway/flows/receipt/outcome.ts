/** From the ledger's outcomes to the caller's. */
import type { Command } from '../../../ledger/committer/commands.ts';
import type { Outcome } from '../../../ledger/committer/outcome.ts';
import { RefusalError, refuse } from '../../contract/errors.ts';
import type { Parts } from '../../parts.ts';

/** The body as it goes out, to the byte, and whether an earlier request had got it already. */
export interface Answer {
  readonly body: string;
  readonly replayed: boolean;
}

/** What was looked up before the lock may be out of date; looked up so often, it is not bad luck any more. */
const maxLooks = 5;

/** Submits what `look` finds, and looks again when it was overtaken. Throws RefusalError for a refusal. */
export async function commitWith(
  parts: Pick<Parts, 'committer' | 'metrics'>,
  look: () => Promise<Command>,
): Promise<Answer> {
  for (let round = 0; round < maxLooks; round += 1) {
    const command = await look();
    const outcome = await parts.committer.submit(command);
    if (outcome.kind === 'again') continue;
    parts.metrics.receipt(command.kind, labelOf(outcome));
    if (outcome.kind === 'done') return { body: outcome.reply, replayed: outcome.replayed };
    const retry = outcome.code === 'overloaded' || outcome.code === 'unavailable' ? { retryAfterSeconds: 1 } : {};
    refuse(outcome.code, outcome.detail, {
      ...retry,
      ...(outcome.errors !== undefined && { errors: outcome.errors }),
      ...(outcome.quote !== undefined && { quote: outcome.quote }),
    });
  }
  refuse('unavailable', 'the receipt was changed by others time and again; retry', { retryAfterSeconds: 1 });
}

/**
 * What has been done is answered as it was, whatever has become of its card, quote, hold or programme since: before a
 * refusal goes out, the ledger is asked for the reply. `answered` throws RefusalError where a better refusal is due.
 */
export async function unlessAnswered(
  work: () => Promise<Answer>,
  answered: () => Promise<string | undefined>,
): Promise<Answer> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof RefusalError)) throw error;
    const body = await answered();
    if (body === undefined) throw error;
    return { body, replayed: true };
  }
}

function labelOf(outcome: Exclude<Outcome, { kind: 'again' }>): string {
  if (outcome.kind === 'refused') return outcome.code;
  return outcome.replayed ? 'replayed' : 'committed';
}
