/**
 * Conditions that more goods would make true: a number that grows with what is bought, the receipt's total or the quantity of
 * some items, held against a number of the document. Of several parts joined by && the only one that failed.
 */
import { moneyInReach, unitsInReach } from '../../mechanics/shared/reach.ts';
import type { Goods, Missing } from '../../model/goods.ts';
import type { Facts, Growth, Nearness } from '../compiled.ts';
import type { Comparison } from './operators.ts';
import type { Term } from './term.ts';

const turned: Partial<Record<Comparison, Comparison>> = { '<': '>', '<=': '>=' };

/** How near a comparison is; undefined where no goods would ever make it true. */
export function nearComparison(operator: Comparison, left: Term, right: Term): Term['nearly'] {
  if (left.grows === undefined) {
    const other = turned[operator];
    return right.grows === undefined || other === undefined ? undefined : nearComparison(other, right, left);
  }
  const { grows } = left;
  const target = right.constant;
  if (typeof target !== 'number' || (operator !== '>=' && operator !== '>')) return undefined;
  return (facts) => {
    const value = left.run(facts);
    return typeof value === 'number' ? shortOf(value, target, operator === '>', grows) : undefined;
  };
}

/** What is missing of `target`, or to pass it, if that is within reach. */
function shortOf(value: number, target: number, beyond: boolean, { unit, goods }: Growth): Nearness | undefined {
  const least = target - value;
  // Whole minor units, and whole units of goods.
  const missing = beyond ? Math.floor(least) + 1 : Math.ceil(least);
  const near = unit === 'amount' ? moneyInReach(missing, value) : unitsInReach(missing, value);
  return near ? { missing: lacking(unit, missing, goods), goods } : undefined;
}

export function lacking(unit: Growth['unit'], missing: number, { sku }: Goods): Missing {
  return { [unit]: missing, ...(sku === undefined ? {} : { sku }) };
}

/** Of parts of which all must hold. */
export function nearAllOf(parts: readonly Term[]): Term['nearly'] {
  if (!parts.some((part) => part.nearly !== undefined)) return undefined;
  return (facts: Facts) => {
    const [failed, ...others] = parts.filter((part) => part.run(facts) !== true);
    return others.length === 0 ? failed?.nearly?.(facts) : undefined;
  };
}
