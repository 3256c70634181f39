/**
 * The rules, and the words that a quote is answered with: together in a worker thread, so that neither the evaluation nor
 * its words cross to the main thread but as the text that goes out, or (TILLGATE_WORKERS=0) in the main thread.
 */
import type { CompiledProgramme } from '../../rules/compile/compiled.ts';
import type { Evaluation, EvaluationInput } from '../../rules/model/evaluation.ts';
import type { Language } from '../../rules/model/language.ts';
import type { Engine } from '../../workers/engine.ts';
import { rulesEngine } from '../../workers/rules-engine.ts';
import type { ReturnReply } from '../contract/return.ts';
import { digestOf, issueToken } from '../flows/receipt/quote-token.ts';
import { type Balances, quoteFields } from '../replies/quote-body.ts';
import { tellAndPack } from '../replies/told.ts';

/** What a quote says besides its evaluation. Plain JSON: it crosses to the threads. */
export interface QuoteTelling {
  readonly store: string;
  /** Of the programme's document. */
  readonly hash: string;
  /** When the quote is given, epoch ms. */
  readonly at: number;
  /** Null: no member. */
  readonly partyVersion: number | null;
  readonly balances: Balances;
  readonly language?: Language | undefined;
  /** What an exchange would give back. */
  readonly returns: readonly ReturnReply[];
}

/** What a sale says and keeps besides its evaluation. */
export interface SaleKeeping {
  /** Of the programme's document. */
  readonly hash: string;
  /** It was quoted: whether that still holds is asked for. */
  readonly digest: boolean;
}

export function quotingEngine(signingKey: Buffer): Engine<CompiledProgramme> {
  return {
    ...rulesEngine,
    tell: (evaluation, input, telling) => quoteText(signingKey, evaluation, input, telling as QuoteTelling),
    keep: (evaluation, input, keeping) => {
      const { hash, digest } = keeping as SaleKeeping;
      const told = tellAndPack(evaluation, input, hash);
      return digest ? { ...told, digest: digestOf(evaluation) } : told;
    },
  };
}

function quoteText(signingKey: Buffer, evaluation: Evaluation, input: EvaluationInput, telling: QuoteTelling): string {
  const { store, hash, at, partyVersion, balances, language, returns } = telling;
  const { code, version } = input.programme;
  const programme = { code, version, hash };
  const token = issueToken(signingKey, { store, programme, at, partyVersion, digest: digestOf(evaluation) });
  const told = { evaluation, programme, balances, businessTime: input.receipt.businessTime, language };
  const end = returns.length === 0 ? '}' : `,"returns":${JSON.stringify(returns)}}`;
  return quoteFields(told, `{"token":"${token}",`, end);
}
