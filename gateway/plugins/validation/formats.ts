/** The formats of the wire, stricter than most: what passes here is a real day or moment that Date.parse reads alike everywhere. */
const dayPattern = /^(\d{4})-(\d{2})-(\d{2})$/;
const timePattern = /^(\d{4}-\d{2}-\d{2})T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,9})?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/;
const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** 2026-02-29 is no day, and neither is anything before the year 1900. */
export function isDay(text: string): boolean {
  const parts = dayPattern.exec(text);
  if (parts === null) return false;
  const [year, month, day] = parts.slice(1).map(Number) as [number, number, number];
  if (year < 1900 || month < 1 || month > 12 || day < 1) return false;
  return day <= new Date(Date.UTC(year, month, 0)).getUTCDate();
}

/** RFC 3339 with seconds and an offset; upper case T and Z; no leap second, which no clock of ours can hold. */
export function isTime(text: string): boolean {
  const parts = timePattern.exec(text);
  return parts !== null && isDay(parts[1] as string);
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
