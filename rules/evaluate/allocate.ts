/**
 * Splits a whole number into whole parts by weight, by largest remainder: every part gets the floor of its share, and
 * what is left goes one by one to the largest remainders, ties to the first. The parts always sum to the whole.
 */
import { divideFloor, floorOf, type Integer, minus, sum, times } from './exact.ts';

/** `total` ≥ 0, weights ≥ 0 and not all zero unless the total is. */
export function allocate(total: number, weights: readonly Integer[]): number[] {
  if (total === 0) return weights.map(() => 0);
  if (weights.length === 1) return [total];
  const whole = sum(weights);
  if (whole <= 0) throw new RangeError(`${total} cannot be split over nothing`);
  // No weight is more than all of them: where this product is exact, every other one is.
  if (typeof whole === 'number' && total * whole <= Number.MAX_SAFE_INTEGER) {
    return allocateSafely(total, weights as readonly number[], whole);
  }

  const parts: number[] = [];
  const remainders: Integer[] = [];
  let left = total;
  for (const weight of weights) {
    const share = times(total, weight);
    const part = divideFloor(share, whole);
    parts.push(part);
    remainders.push(minus(share, times(part, whole)));
    left -= part;
  }
  handOut(left, parts, remainders);
  return parts;
}

const remaindersOfThis: number[] = [];

/** As above, in plain numbers. */
function allocateSafely(total: number, weights: readonly number[], whole: number): number[] {
  const parts: number[] = new Array(weights.length);
  // Nobody keeps these: the next allocation writes over them.
  const remainders = remaindersOfThis;
  remainders.length = weights.length;
  let left = total;
  for (let index = 0; index < weights.length; index++) {
    const share = total * (weights[index] as number);
    const part = floorOf(share, whole);
    parts[index] = part;
    remainders[index] = share - part * whole;
    left -= part;
  }
  handOut(left, parts, remainders);
  return parts;
}

/** One more each to the `left` parts with the largest remainders, of equal ones to the first. */
function handOut(left: number, parts: number[], remainders: Integer[]): void {
  // Of few parts the next is sooner found than all are sorted.
  if (left * remainders.length <= 256) {
    for (let given = 0; given < left; given++) {
      let next = 0;
      for (let index = 1; index < remainders.length; index++) {
        if ((remainders[index] as Integer) > (remainders[next] as Integer)) next = index;
      }
      parts[next] = (parts[next] as number) + 1;
      remainders[next] = -1;
    }
    return;
  }
  const order = parts.map((_, index) => index);
  order.sort((one, other) => descending(remainders[one] ?? 0, remainders[other] ?? 0) || one - other);
  for (let place = 0; place < left; place++) {
    const index = order[place] as number;
    parts[index] = (parts[index] ?? 0) + 1;
  }
}

/**
 * The same, but no part above its bound: what a bound refuses is split again over the others, by their weights, and
 * once no weight is left, over whatever bounds still have room. `total` is at most the sum of the bounds.
 */
export function allocateWithin(total: number, weights: readonly Integer[], bounds: readonly number[]): number[] {
  const parts = weights.map(() => 0);
  let open = weights.map((_, index) => index).filter((index) => (bounds[index] ?? 0) > 0);
  let left = total;
  while (left > 0) {
    if (open.length === 0) throw new RangeError(`${left} of ${total} do not fit the bounds`);
    const shares = open.map((index) => weights[index] ?? 0);
    const weighed = open.some((index) => (weights[index] ?? 0) > 0);
    const split = allocate(left, weighed ? shares : open.map((index) => bounds[index] ?? 0));
    const full = open.filter((index, place) => (split[place] ?? 0) >= (bounds[index] ?? 0));
    if (!open.some((index, place) => (split[place] ?? 0) > (bounds[index] ?? 0))) {
      for (const [place, index] of open.entries()) parts[index] = split[place] ?? 0;
      return parts;
    }
    for (const index of full) {
      parts[index] = bounds[index] ?? 0;
      left -= bounds[index] ?? 0;
    }
    open = open.filter((index) => !full.includes(index));
  }
  return parts;
}

function descending(one: Integer, other: Integer): number {
  return one > other ? -1 : one < other ? 1 : 0;
}
