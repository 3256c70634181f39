/** A ladder: of all its steps the highest that a number has reached counts, and no other. */
import type { NumericExpression } from '../../compile/compiled.ts';
import { decimal } from '../../explain/reasons.ts';
import type { Goods, Missing } from '../../model/goods.ts';
import { moneyInReach, unitsInReach } from './reach.ts';

interface Step {
  readonly from: number;
  readonly percent?: number;
  readonly amount?: number;
  readonly points?: number;
}

/** Undefined below the lowest step, or where the number is missing. */
export function stepReached<S extends Step>(steps: readonly S[], value: number | undefined): S | undefined {
  if (value === undefined) return undefined;
  let reached: S | undefined;
  for (const step of steps) if (step.from <= value && step.from >= (reached?.from ?? step.from)) reached = step;
  return reached;
}

/** The next step up, where the number grows with what is bought and little is missing of it. */
export function nextStep<S extends Step>(
  by: NumericExpression,
  value: number | undefined,
  steps: readonly S[],
): { readonly step: S; readonly missing: Missing; readonly goods: Goods } | undefined {
  if (by.grows === undefined || value === undefined) return undefined;
  const { unit, goods } = by.grows;
  let step: S | undefined;
  for (const one of steps) if (one.from > value && one.from < (step?.from ?? Number.POSITIVE_INFINITY)) step = one;
  if (step === undefined) return undefined;
  const lack = Math.ceil(step.from - value);
  const near = unit === 'amount' ? moneyInReach(lack, value) : unitsInReach(lack, value);
  const sku = goods.sku === undefined ? {} : { sku: goods.sku };
  return near ? { step, missing: { [unit]: lack, ...sku }, goods } : undefined;
}

/** Why the step that was reached gives nothing, if that is why. */
export function belowSteps(
  by: NumericExpression,
  value: number | undefined,
  steps: readonly Step[],
): string | undefined {
  if (value === undefined) return `${by.source} is missing`;
  const reached = stepReached(steps, value);
  if (reached !== undefined && gives(reached)) return undefined;
  const above = steps.filter((step) => step.from > value && gives(step)).map(({ from }) => from);
  return above.length === 0 ? undefined : `${by.source} ${decimal(value)} < ${decimal(Math.min(...above))}`;
}

function gives({ percent = 0, amount = 0, points = 0 }: Step): boolean {
  return percent > 0 || amount > 0 || points > 0;
}
