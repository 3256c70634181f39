/**
 * A phone number as E.164 has it: '+', country code, at most 15 digits in all (ITU-T E.164, 6.2.1). Spaces, dots,
 * dashes and brackets go. Undefined where it is none: without '+' the country would be a guess.
 */
export function normalPhone(text: string): string | undefined {
  const compact = text.replace(/[\s().\-\u00a0\u2010-\u2015]/g, '');
  return /^\+[1-9]\d{6,14}$/.test(compact) ? compact : undefined;
}
