import { didYouMean } from '../suggest.ts';
import type { LintCheck } from './check.ts';

export const timezone: LintCheck = {
  name: 'timezone',
  run({ program }, report) {
    const name = program.timezone;
    if (name === undefined || isTimezone(name)) return;
    const suggestion = didYouMean(name, Intl.supportedValuesOf('timeZone'));
    report('error', ['program', 'timezone'], `"${name}" is no IANA timezone such as Europe/Moscow${suggestion}`);
  },
};

/** A name, not an offset such as +03:00, which knows no daylight saving. */
function isTimezone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
