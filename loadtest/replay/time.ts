/** Times of a file, written as its source liked, as RFC 3339 with the offset their zone had that day. */
import { Temporal } from 'temporal-polyfill';

export interface BusinessTime {
  /** 2011-03-27T01:30:00+01:00 */
  readonly time: string;
  /** The local date, 2011-03-27. */
  readonly day: string;
}

/** Undefined: the text is not a time of that format. */
export type TimeReader = (text: string) => BusinessTime | undefined;

const parts: Readonly<Record<string, string>> = {
  YYYY: '(?<year>\\d{4})',
  MM: '(?<month>\\d{2})',
  M: '(?<month>\\d{1,2})',
  DD: '(?<day>\\d{2})',
  D: '(?<day>\\d{1,2})',
  HH: '(?<hour>\\d{2})',
  H: '(?<hour>\\d{1,2})',
  mm: '(?<minute>\\d{2})',
  ss: '(?<second>\\d{2})',
};

function pattern(format: string): RegExp {
  const body = format.replace(/YYYY|MM?|DD?|HH?|mm|ss|[\s\S]/g, (piece) => {
    const part = parts[piece];
    return part ?? piece.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
  });
  return new RegExp(`^${body}$`);
}

function written(moment: Temporal.ZonedDateTime): BusinessTime {
  const time = moment.toString({ timeZoneName: 'never', calendarName: 'never', smallestUnit: 'second' });
  return { time, day: moment.toPlainDate().toString() };
}

/** `iso` reads RFC 3339 and ISO 8601 without offset; other formats are made of YYYY MM M DD D HH H mm ss. */
export function timeReader(format: string, timezone: string): TimeReader {
  if (format === 'iso') return (text) => attempt(() => readIso(text.trim(), timezone));
  const shape = pattern(format);
  return (text) => {
    const groups = shape.exec(text.trim())?.groups;
    if (groups === undefined) return undefined;
    const field = (name: string, absent: number) => Number(groups[name] ?? absent);
    return attempt(() =>
      written(
        Temporal.PlainDateTime.from(
          {
            year: field('year', 1970),
            month: field('month', 1),
            day: field('day', 1),
            hour: field('hour', 0),
            minute: field('minute', 0),
            second: field('second', 0),
          },
          { overflow: 'reject' },
        ).toZonedDateTime(timezone),
      ),
    );
  };
}

function readIso(text: string, timezone: string): BusinessTime {
  const offset = /(?:Z|:\d{2}.*[+-]\d{2}(?::?\d{2})?)$/i.test(text);
  return written(
    offset
      ? Temporal.Instant.from(text).toZonedDateTimeISO(timezone)
      : Temporal.PlainDateTime.from(text).toZonedDateTime(timezone),
  );
}

/** Temporal throws RangeError for a date there is not, 2011-02-30; the line is then unreadable, not the run. */
function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** Whether the runtime knows the zone. */
export function isTimezone(name: string): boolean {
  return attempt(() => Temporal.Now.zonedDateTimeISO(name)) !== undefined;
}
