/**
 * What of an evaluation changes something, as the text that comes back from a worker thread: JSON in which the points that
 * each line has of an accrual, most of it otherwise, are a flat list: line, points, line, points.
 */
import type { Accrual, Effective } from '../rules/model/evaluation.ts';

export function effectsText(evaluation: Effective): string {
  const { totals, redemption, limitUses, rewards, counts, costs, coupons, referrer, variance } = evaluation;
  const accruals = evaluation.accruals.map((accrual) => ({ ...accrual, lines: flat(accrual.lines) }));
  const whole = { totals, redemption, accruals, limitUses, rewards, counts, costs, coupons, referrer, variance };
  return JSON.stringify(whole satisfies Record<keyof Effective, unknown>);
}

function flat(lines: Accrual['lines']): number[] {
  const numbers: number[] = new Array(lines.length * 2);
  for (let index = 0; index < lines.length; index += 1) {
    const { line, points } = lines[index] as Accrual['lines'][number];
    numbers[2 * index] = line;
    numbers[2 * index + 1] = points;
  }
  return numbers;
}

export function effectsIn(text: string): Effective {
  const effects = JSON.parse(text);
  for (const accrual of effects.accruals) accrual.lines = linesOf(accrual.lines);
  return effects;
}

function linesOf(numbers: readonly number[]): Accrual['lines'] {
  const lines: Accrual['lines'][number][] = new Array(numbers.length / 2);
  for (let index = 0; index < lines.length; index += 1) {
    lines[index] = { line: numbers[2 * index] as number, points: numbers[2 * index + 1] as number };
  }
  return lines;
}
