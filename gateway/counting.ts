/** How the version of a programme that is in force counts a receipt that was made under another one. */
import type { Database } from '../ledger/database.ts';
import { findDocument } from '../ledger/programs/versions.ts';
import { compileCounters } from '../rules/compile/counters.ts';
import { compileFactsPolicy } from '../rules/compile/facts-policy.ts';
import { localTime } from '../rules/compile/local-time.ts';
import { countsOf } from '../rules/evaluate/count.ts';
import type { Counts, EvaluationInput } from '../rules/model/evaluation.ts';
import type { ProgrammeDocument } from '../rules/program/schema.ts';
import type { ProgrammeVersion } from './programmes.ts';

/** What a receipt adds to the version's counters, by its lines as they have come out. */
export type CountingOf = (input: EvaluationInput, lines: Parameters<typeof countsOf>[1]) => Counts;
export type Counting = (version: Pick<ProgrammeVersion, 'code' | 'version' | 'hash'>) => Promise<CountingOf>;

/** Each version is compiled once as long as it is the last that was asked for of its programme. */
export function createCounting(database: Database): Counting {
  const known = new Map<string, { readonly hash: string; readonly counting: Promise<CountingOf> }>();
  return ({ code, version, hash }) => {
    const last = known.get(code);
    if (last?.hash === hash) return last.counting;
    const counting = findDocument(database, code, version).then((found) => countingWith(found?.document));
    counting.catch(() => known.delete(code));
    known.set(code, { hash, counting });
    return counting;
  };
}

function countingWith(found: unknown): CountingOf {
  const document = found as ProgrammeDocument | undefined;
  const counters = document === undefined ? [] : compileCounters(document, compileFactsPolicy(document).counters);
  return ({ receipt, member = {} }, lines) => {
    const now = localTime(receipt.businessTime, receipt.store.timezone);
    return countsOf({ programme: { counters }, receipt, member, now }, lines);
  };
}
