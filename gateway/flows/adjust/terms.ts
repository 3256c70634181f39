/** What an adjustment is made under: the programme whose purses they are, and when what is given expires. */
import { after } from '../../adjust-runner.ts';
import { refuse } from '../../contract/errors.ts';
import type { ProgrammeRegistry, ProgrammeVersion } from '../../programmes.ts';

interface Asked {
  readonly program?: string;
  readonly purse?: string;
  readonly points?: number;
  readonly expireAfter?: string;
  readonly expireAt?: string;
}

/** Refuses invalid_request with the field; `pathOf` says where fields stand. */
export function adjustTerms(
  programmes: Pick<ProgrammeRegistry, 'published'>,
  asked: Asked,
  now: number,
  pathOf: (field: string) => string,
): { programme: ProgrammeVersion; expiresAt?: number } {
  const no = (field: string, message: string): never =>
    refuse('invalid_request', `${field}: ${message}`, { errors: [{ path: pathOf(field), message }] });
  const { program, purse, points, expireAfter, expireAt } = asked;
  const published = programmes.published();
  const fitting = published.filter(({ code }) => code === (program ?? code));
  const [programme, another] = fitting;
  if (programme === undefined || another !== undefined) {
    const codes = published.map(({ code }) => code).join(', ');
    return no('program', codes === '' ? 'no programme is published' : `name one of the published: ${codes}`);
  }
  const { purses } = programme.policy;
  if (purse !== undefined && !purses.some(({ code }) => code === purse)) {
    no('purse', `is none of the programme's: ${purses.map(({ code }) => code).join(', ')}`);
  }
  if (points === 0) no('points', 'must not be zero: there would be nothing to do');
  if (expireAfter !== undefined && expireAt !== undefined) no('expireAfter', 'must be absent with expireAt');
  if (points !== undefined && points < 0 && (expireAfter ?? expireAt) !== undefined) {
    no(expireAfter === undefined ? 'expireAt' : 'expireAfter', 'must be absent where points are taken');
  }
  const expiresAt = expireAfter === undefined ? moment(expireAt) : duration(expireAfter);
  if (expiresAt !== undefined && expiresAt <= now) no('expireAt', 'must be in the future');
  return { programme, ...(expiresAt !== undefined && { expiresAt }) };

  function moment(text: string | undefined): number | undefined {
    return text === undefined ? undefined : Date.parse(text);
  }

  function duration(text: string): number {
    try {
      return after(now, text, programme?.timezone ?? 'UTC');
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      return no('expireAfter', 'must be an ISO 8601 duration like P90D, and end within the calendar');
    }
  }
}
