import { InvalidArgumentError } from 'commander';

/** The code of a store, a till or a programme. */
export function code(text: string): string {
  if (text.length < 1 || text.length > 64) throw new InvalidArgumentError('A code has 1 to 64 characters.');
  return text;
}

export function title(text: string): string {
  if (text.length > 256) throw new InvalidArgumentError('A title has at most 256 characters.');
  return text;
}

/** An IANA name. */
export function timezone(text: string): string {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions().timeZone && text;
  } catch {
    throw new InvalidArgumentError('It is no name of the IANA time zone database, such as Europe/Moscow.');
  }
}
