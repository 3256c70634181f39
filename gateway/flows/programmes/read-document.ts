import type { LintMessage } from '../../../rules/model/lint.ts';
import { refuse } from '../../contract/errors.ts';
import type { Parts } from '../../parts.ts';
import { findUnfit, maybeUnfit } from '../../plugins/body/unfit.ts';

interface ReadDocument {
  readonly document: { readonly program: { readonly code: string } };
  readonly hash: string;
  /** Warnings. */
  readonly lint: readonly LintMessage[];
}

/**
 * A programme document from its source, YAML or JSON, read in a thread of its own. Refuses programme_invalid with all
 * that is wrong, and overloaded where too many documents wait.
 */
export async function readDocument(parts: Pick<Parts, 'parser' | 'now'>, source: string): Promise<ReadDocument> {
  const outcome = await parts.parser.parse(source, parts.now());
  if (!outcome.ok) {
    if (outcome.code === 'overloaded') return refuse('overloaded', outcome.detail, { retryAfterSeconds: 5 });
    return refuse('programme_invalid', outcome.detail);
  }
  const { document, hash, lint } = outcome.parsed;
  if (document === undefined || hash === undefined) return refuseInvalid(lint);
  const unfit = maybeUnfit(JSON.stringify(document)) ? findUnfit(document) : undefined;
  if (unfit !== undefined) return refuse('programme_invalid', `${unfit.path} ${unfit.message}.`, { errors: [unfit] });
  return { document, hash, lint };
}

function refuseInvalid(lint: readonly LintMessage[]): never {
  const errors = lint.filter(({ severity }) => severity === 'error');
  const count = errors.length === 1 ? 'an error' : `${errors.length} errors`;
  return refuse('programme_invalid', `The document has ${count}.`, { errors: errors.map(detailOf) });
}

function detailOf({ path, line, message }: LintMessage): { path: string; message: string } {
  return { path, message: line === undefined ? message : `line ${line}: ${message}` };
}
