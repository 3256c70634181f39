/** The formats of the wire, stricter than most: what passes here is a real day or moment that Date.parse reads alike everywhere. */
const dayPattern = /^\d{4}-\d{2}-\d{2}$/;
const timePattern =
  /^\d{4}-\d{2}-\d{2}T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;
const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** 2026-02-29 is no day, and neither is anything before the year 1900. */
export function isDay(text: string): boolean {
  return dayPattern.test(text) && beginsWithDay(text);
}

/** RFC 3339 with seconds and an offset; upper case T and Z; no leap second, which no clock of ours can hold. */
export function isTime(text: string): boolean {
  return timePattern.test(text) && beginsWithDay(text) && (isFarFromEnds(text) || isWithin(Date.parse(text)));
}

function isFarFromEnds(text: string): boolean {
  const year = digits(text, 0, 4);
  return year > 1900 && year < 9999;
}

/** In UTC as well, in which it is told again. */
function isWithin(at: number): boolean {
  return at >= Date.UTC(1900, 0, 1) && at < Date.UTC(10_000, 0, 1);
}

/** Of a text that begins like one. Every receipt has a time, so nothing is cut out of it. */
function beginsWithDay(text: string): boolean {
  const year = digits(text, 0, 4);
  const month = digits(text, 5, 7);
  const day = digits(text, 8, 10);
  return year >= 1900 && month >= 1 && month <= 12 && day >= 1 && (day <= 28 || day <= lastDay(year, month));
}

function digits(text: string, from: number, to: number): number {
  let number = 0;
  for (let at = from; at < to; at += 1) number = number * 10 + text.charCodeAt(at) - 48;
  return number;
}

function lastDay(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

export function isUuid(text: string): boolean {
  return uuidPattern.test(text);
}

export const formats = { date: isDay, 'date-time': isTime, uuid: isUuid };

/** What a format asks for, by example. */
export const formatExamples: Readonly<Record<string, string>> = {
  date: 'a date like 2026-11-22',
  'date-time': 'a time with an offset like 2026-11-22T10:30:00+03:00',
  uuid: 'a UUID like 0199d1a0-0000-7000-8000-000000000000',
};
