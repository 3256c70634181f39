/** A ladder: of all its steps the highest that a number has reached counts, and no other. */
import type { NumericExpression } from '../../compile/compiled.ts';
import { decimal } from '../../explain/reasons.ts';

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
