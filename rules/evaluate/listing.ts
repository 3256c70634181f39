/**
 * A catalogue page: each line evaluated as if it were alone, joined into one answer. Nothing is spent from it, and its
 * sums are sums of lines that will not be bought together.
 */
import type { CompiledProgramme } from '../compile/compiled.ts';
import { type CouponOutcome, type Evaluation, type EvaluationInput, emptyEvaluation } from '../model/evaluation.ts';
import { totalsOf } from './answer.ts';
import { ReceiptCoupons } from './coupons.ts';
import { pointsIn, sumOf } from './redeem.ts';

export function joinListing(
  programme: CompiledProgramme,
  input: EvaluationInput,
  alone: readonly Evaluation[],
): Evaluation {
  const { receipt, member } = input;
  const lines = alone.flatMap((one) => one.lines);
  const allowed = alone.reduce((sum, one) => sum + one.redemption.allowed, 0);
  const balance = sumOf(pointsIn(member, programme.points));
  return {
    ...emptyEvaluation,
    lines,
    totals: totalsOf(lines),
    redemption: {
      allowed,
      redeemable: Math.min(allowed, balance),
      points: 0,
      amount: 0,
      requests: receipt.redeem.map(({ purse, points }) => ({
        ...(purse === undefined ? {} : { purse }),
        asked: points,
        points: 0,
      })),
      lines: [],
    },
    accruals: alone.flatMap((one) => one.accruals),
    coupons: couponsOf(programme, input, alone),
    ...(input.explain === true ? { trace: traceOf(alone) } : {}),
  };
}

/** Applied where it is on any line; else refused as on the first. */
function couponsOf(
  programme: CompiledProgramme,
  input: EvaluationInput,
  alone: readonly Evaluation[],
): readonly CouponOutcome[] {
  const [first] = alone;
  if (first === undefined) return new ReceiptCoupons(input).outcomes(programme);
  return first.coupons.map((outcome, index) => {
    const outcomes = alone.flatMap((one) => one.coupons[index] ?? []);
    return outcomes.find(({ status }) => status === 'applied') ?? outcome;
  });
}

/** Every rule once for each line, and which line it speaks of. */
function traceOf(alone: readonly Evaluation[]): NonNullable<Evaluation['trace']> {
  return alone.flatMap((one) => {
    const line = one.lines[0]?.line;
    return (one.trace ?? []).map((entry) => ({ ...entry, reason: `line ${line}: ${entry.reason}` }));
  });
}
