/**
 * Exact arithmetic. Integers are plain numbers as long as every product stays below 2^53, which is where a till's
 * receipts live; beyond that they become BigInt, and nothing is ever lost. Denominators are positive.
 */
export type Integer = number | bigint;

export interface Ratio {
  readonly numerator: Integer;
  readonly denominator: Integer;
}

export const zero: Ratio = { numerator: 0, denominator: 1 };

const largest = Number.MAX_SAFE_INTEGER;

export function times(one: Integer, other: Integer): Integer {
  if (typeof one === 'number' && typeof other === 'number') {
    const product = one * other;
    if (product <= largest && product >= -largest) return product;
  }
  return BigInt(one) * BigInt(other);
}

export function plus(one: Integer, other: Integer): Integer {
  if (typeof one === 'number' && typeof other === 'number') {
    const sum = one + other;
    if (sum <= largest && sum >= -largest) return sum;
  }
  return BigInt(one) + BigInt(other);
}

export function sum(terms: readonly Integer[]): Integer {
  let total: Integer = 0;
  for (let index = 0; index < terms.length; index++) total = plus(total, terms[index] as Integer);
  return total;
}

/** Math.min, which knows no BigInt. */
export function lesser(one: Integer, other: Integer): Integer {
  if (one < other) return one;
  return other;
}

/** The integer part towards minus infinity; a RangeError where it does not fit a safe number. */
export function divideFloor(numerator: Integer, denominator: Integer): number {
  if (typeof numerator === 'number' && typeof denominator === 'number') return floorOf(numerator, denominator);
  const dividend = BigInt(numerator);
  const divisor = BigInt(denominator);
  const quotient = dividend / divisor;
  return safe(dividend < 0n && quotient * divisor !== dividend ? quotient - 1n : quotient);
}

/**
 * Of two safe integers, `divisor` > 0. A double rounds their quotient to a whole number that it does not reach only where 1 ÷
 * divisor is less than half of what doubles there differ by, and then the dividend is beyond 2^53. `%` takes several times as
 * long wherever one of them has more than 31 bits.
 */
export function floorOf(dividend: number, divisor: number): number {
  // Without the sum, −0 for 0 of a negative.
  return Math.floor(dividend / divisor) + 0;
}

/** Half up: 2.5 becomes 3. */
export function divideHalfUp(numerator: Integer, denominator: Integer): number {
  if (typeof numerator === 'number' && typeof denominator === 'number' && numerator >= 0) {
    const whole = floorOf(numerator, denominator);
    return 2 * (numerator - whole * denominator) >= denominator ? whole + 1 : whole;
  }
  const whole = divideFloor(numerator, denominator);
  const rest = minus(numerator, times(whole, denominator));
  return times(2, rest) >= denominator ? whole + 1 : whole;
}

export function divideCeil(numerator: Integer, denominator: Integer): number {
  const whole = divideFloor(numerator, denominator);
  return times(whole, denominator) < numerator ? whole + 1 : whole;
}

export function minus(one: Integer, other: Integer): Integer {
  if (typeof one === 'number' && typeof other === 'number') {
    const difference = one - other;
    if (difference <= largest && difference >= -largest) return difference;
  }
  return plus(one, times(other, -1));
}

/** Negative where `one` is less than `other`, 0 where they are equal. */
export function compareRatios(one: Ratio, other: Ratio): number {
  const left = times(one.numerator, other.denominator);
  const right = times(other.numerator, one.denominator);
  return left < right ? -1 : left > right ? 1 : 0;
}

export function addRatios(one: Ratio, other: Ratio): Ratio {
  if (one.denominator === other.denominator) {
    return { numerator: plus(one.numerator, other.numerator), denominator: one.denominator };
  }
  const common = commonDivisor(one.denominator, other.denominator);
  const left = exactQuotient(other.denominator, common);
  const right = exactQuotient(one.denominator, common);
  return {
    numerator: plus(times(one.numerator, left), times(other.numerator, right)),
    denominator: times(one.denominator, left),
  };
}

/** "-1/4", "2499/5000": what percents leave of a minor unit, by numerator. Every adjustment has one, and mostly of these. */
const tenThousandths: (string | undefined)[] = new Array(20_000).fill(undefined);

/** "1/3", "-2/5", "4", "0". */
export function ratioText(numerator: Integer, denominator: Integer): string {
  if (denominator !== 10_000 || typeof numerator !== 'number' || numerator < -10_000 || numerator >= 10_000) {
    return reducedText(numerator, denominator);
  }
  const place = numerator + 10_000;
  const known = tenThousandths[place];
  if (known !== undefined) return known;
  const text = reducedText(numerator, denominator);
  tenThousandths[place] = text;
  return text;
}

function reducedText(numerator: Integer, denominator: Integer): string {
  // biome-ignore lint/suspicious/noDoubleEquals: 0 and 0n are the same zero here.
  if (numerator == 0) return '0';
  const common = commonDivisor(numerator < 0 ? times(numerator, -1) : numerator, denominator);
  const reduced = exactQuotient(denominator, common);
  const text = String(exactQuotient(numerator, common));
  // biome-ignore lint/suspicious/noDoubleEquals: 1 and 1n are the same one here.
  return reduced == 1 ? text : `${text}/${reduced}`;
}

/** Of two that are not negative and not both zero. */
export function commonDivisor(one: Integer, other: Integer): Integer {
  if (typeof one === 'number' && typeof other === 'number') {
    let a = one;
    let b = other;
    while (b !== 0) {
      const rest = a % b;
      a = b;
      b = rest;
    }
    return a;
  }
  let [a, b] = [BigInt(one), BigInt(other)];
  while (b !== 0n) [a, b] = [b, a % b];
  return a;
}

function exactQuotient(dividend: Integer, divisor: Integer): Integer {
  return typeof dividend === 'number' && typeof divisor === 'number'
    ? dividend / divisor
    : BigInt(dividend) / BigInt(divisor);
}

function safe(value: bigint): number {
  if (value > BigInt(largest) || value < -BigInt(largest)) {
    throw new RangeError(`${value} is beyond the integers that can be kept exactly`);
  }
  return Number(value);
}
