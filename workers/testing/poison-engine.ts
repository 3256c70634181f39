/**
 * An evaluator for tests that does what a receipt's `poison` attribute says: breaks, hangs, ends its thread, eats its
 * heap. Its evaluation says which receipt it was of: totals.gross is the receipt's businessTime, totals.net the version.
 */
import { type Evaluation, type EvaluationInput, emptyEvaluation } from '../../rules/model/evaluation.ts';
import type { Engine } from '../engine.ts';
import type { ProgrammeSource } from '../evaluator.ts';

interface PoisonDocument {
  readonly compile?: 'throw' | 'hang' | 'exit';
  readonly compileMs?: number;
}

export const poisonEngine: Engine<{ version: number }> = {
  compile(source) {
    const { compile, compileMs = 0 } = source.document as PoisonDocument;
    spin(compileMs);
    act(compile);
    return { version: source.version };
  },
  evaluate(programme, input) {
    spin(Number(input.receipt.attributes.spinMs ?? 0));
    act(input.receipt.attributes.poison);
    return evaluationOf(input.receipt.businessTime, programme.version);
  },
  tell({ totals }, _input, telling) {
    act(telling);
    return `${totals.gross} ${JSON.stringify(telling)}`;
  },
  keep({ totals }, _input, keeping) {
    act(keeping);
    return { lines: `${totals.gross}`, redemption: '', lots: '', rest: JSON.stringify(keeping), packed: '\u00ff' };
  },
};

function act(poison: unknown): void {
  if (poison === 'throw') throw new Error('poisoned');
  if (poison === 'hang') for (;;);
  if (poison === 'exit') process.exit(1);
  if (poison === 'memory') {
    const hoard: string[][] = [];
    for (;;) hoard.push(Array.from({ length: 100_000 }, (_, index) => `${hoard.length}-${index}`));
  }
}

function spin(ms: number): void {
  const until = performance.now() + ms;
  while (performance.now() < until);
}

function evaluationOf(gross: number, version: number): Evaluation {
  return {
    ...emptyEvaluation,
    totals: { ...emptyEvaluation.totals, gross, net: version },
    limitUses: [
      { key: 'budget', scope: 'rule', rule: 'a', unit: 'times', used: 1, cap: 9 },
      { key: 'own', scope: 'member', rule: 'b', unit: 'times', used: 1, cap: 9 },
    ],
  };
}

/** A receipt without lines: `id` comes back as totals.gross. */
export function inputOf(id: number, attributes: Record<string, string | number> = {}, version = 1): EvaluationInput {
  return {
    programme: { code: 'main', version },
    receipt: {
      channel: 'pos',
      mode: 'basket',
      businessTime: id,
      store: { code: 's1', timezone: 'UTC', attributes: {} },
      lines: [],
      tenders: [],
      coupons: [],
      redeem: [],
      attributes,
    },
    limits: {},
  };
}

export function sourceOf(version: number, document: PoisonDocument = {}): ProgrammeSource {
  return { code: 'main', version, hash: `hash-${version}`, document };
}
