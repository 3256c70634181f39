/**
 * The committer refreshes what Redis has of a party whose members it has read. Of all others that a command changes the
 * cache is emptied here: on the connection that every read uses and before the reply, so that a till that was answered
 * never sees its member as before. Other gateways' caches are Redis too.
 */
import type { Command } from '../ledger/committer/commands.ts';
import type { Committer } from '../ledger/committer/committer.ts';
import type { Gate } from '../ledger/gate/gate.ts';

type Submitting = Pick<Committer, 'submit'>;

export function forgetting(committer: Submitting, gate: Pick<Gate, 'forget'>): Submitting {
  return {
    async submit(command) {
      const outcome = await committer.submit(command);
      if (outcome.kind === 'done') for (const party of unreadParties(command)) void gate.forget(party);
      return outcome;
    },
  };
}

function unreadParties(command: Command): readonly number[] {
  switch (command.kind) {
    case 'sale':
      return command.returns.flatMap(({ party }) => party ?? []).filter((party) => party !== command.snapshot?.party);
    case 'attach':
      return [];
    case 'return':
      return command.part.party === undefined ? [] : [command.part.party];
    default:
      return command.party === undefined ? [] : [command.party];
  }
}
