/** Decimals of a file as exact integers: "2.55" at scale 6 is 2_550_000. A float never comes between. */
const shape = /^([+-]?)(\d+)(?:\.(\d*))?$/;

/**
 * The number in units of 10^-scale. Undefined where the text is not a plain decimal, has digits beyond the scale that
 * are not zeros ("18.0" is an integer), or is beyond 2^53.
 */
export function parseScaled(text: string, scale: number): number | undefined {
  const match = shape.exec(text.trim());
  if (match === null) return undefined;
  const fraction = match[3] ?? '';
  if (/[^0]/.test(fraction.slice(scale))) return undefined;
  const value = Number(`${match[2]}${fraction.slice(0, scale).padEnd(scale, '0')}`);
  if (!Number.isSafeInteger(value)) return undefined;
  return match[1] === '-' && value !== 0 ? -value : value;
}

/** Units of 10^-scale as the JSON number a person would write: 2_550_000 at scale 4 is 255. Exact up to 15 digits. */
export function fromScaled(value: number, scale: number): number {
  return Number(`${value}e-${scale}`);
}

/** Divides and rounds, exactly; halves go away from zero, as the gateway rounds quantity × unitPrice. */
export function divideRounded(dividend: bigint, divisor: bigint): bigint {
  const magnitude = ((dividend < 0n ? -dividend : dividend) * 2n + divisor) / (divisor * 2n);
  return dividend < 0n ? -magnitude : magnitude;
}

/** 6781619004n at scale 7 is "678.1619004"; without zeros at the end. */
export function writeScaled(value: bigint, scale: number): string {
  const digits = String(value < 0n ? -value : value).padStart(scale + 1, '0');
  const fraction = digits.slice(-scale).replace(/0+$/, '');
  return `${value < 0n ? '-' : ''}${digits.slice(0, -scale)}${fraction === '' ? '' : `.${fraction}`}`;
}
