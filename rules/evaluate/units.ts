/**
 * How a line reads on a fiscal slip: parts of it for which quantity × unitPrice is exactly what is paid.
 *
 *   2 units, net 19999                 → 1 × 9999 and 1 × 10000
 *   3 units, net 30000                 → 3 × 10000
 *   1.500 kg, net 10000                → 1.000 × 6666 and 0.500 × 6668: in steps of half a kilo, since 1500 and 1000
 *                                        thousandths share 500
 *
 * The net is split over the largest steps that make up both the quantity and one whole unit, by largest remainder, so
 * that every price is a whole minor unit.
 */
import type { Unit } from '../model/evaluation.ts';
import { commonDivisor, divideFloor, times } from './exact.ts';

/** What a quantity shares with 1000 thousandths depends on its last three digits alone. */
const stepByRest = Uint16Array.from({ length: 1000 }, (_, rest) => Number(commonDivisor(1000, rest)));

/** `quantity` in thousandths; 0 (a line that has only an amount) counts as one unit. */
export function fiscalUnits(quantity: number, net: number): Unit[] {
  if (quantity === 0) return [{ quantity: 1000, unitPrice: net, net }];
  const step = stepByRest[quantity % 1000] as number;
  const steps = quantity / step;
  const price = divideFloor(net, steps);
  const dearer = net - Number(times(price, steps));
  if (dearer === 0) return [part(steps, step, price)];
  return [part(steps - dearer, step, price), part(dearer, step, price + 1)];
}

function part(steps: number, step: number, price: number): Unit {
  return { quantity: steps * step, unitPrice: price * (1000 / step), net: steps * price };
}
