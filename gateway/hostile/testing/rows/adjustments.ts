/** Points given and taken by people: beyond a limit, out of nothing, from files that are none. */
import type { Row } from '../row.ts';
import type { Stage } from '../stage.ts';

export const adjustments = ({ members }: Stage): readonly Row[] => {
  const one = (name: string, body: object, path: string, message: RegExp, more: Partial<Row> = {}): Row =>
    ({
      name,
      as: 'call-centre',
      request: `POST /v1/members/${members.anna}/adjust`,
      body: { points: 10, reason: 'sorry', ...body },
      status: 422,
      code: 'invalid_request',
      path,
      message,
      ...more,
    }) as Row;
  const many = (name: string, query: string, body: string | undefined, more: Partial<Row>): Row =>
    ({
      name,
      as: 'admin',
      request: `POST /v1/adjust-jobs?${query}`,
      ...(body !== undefined && { body, headers: { 'content-type': 'text/csv' } }),
      status: 422,
      code: 'invalid_request',
      ...more,
    }) as Row;
  const file = (name: string, body: string, path: string, message: RegExp): Row =>
    many(name, 'reason=sorry', body, { code: 'upload_invalid', path, message });
  const nowhere = '01890000-0000-7000-8000-000000000000';
  return [
    one('nothing', { points: 0 }, '/points', /not be zero/),
    one('half a point', { points: 0.5 }, '/points', /whole number/),
    one('more than there is', { points: 900_000_000_001 }, '/points', /at most/, { code: 'amount_too_large' }),
    one('for no reason', { reason: '' }, '/reason', /not be empty/),
    one('for two lines of reasons', { reason: 'a\nb' }, '/reason', /not of the form/),
    one('a purse nobody has', { purse: 'gold' }, '/purse', /bonus, promo/),
    one('a programme nobody has', { program: 'nowhere' }, '/program', /main/),
    one('a while that is none', { expireAfter: 'soon' }, '/expireAfter', /ISO 8601/),
    one('a while that goes back', { expireAfter: '-P1D' }, '/expireAfter', /ISO 8601/),
    one('over before it began', { expireAt: '2020-01-01T00:00:00Z' }, '/expireAt', /future/),
    one('two ends', { expireAfter: 'P1D', expireAt: '2999-01-01T00:00:00Z' }, '/expireAfter', /absent with/),
    one('an end of what is taken', { points: -1, expireAfter: 'P1D' }, '/expireAfter', /taken/),
    one('beyond the limit of a day', { points: 1_001 }, '/points', /1000 points a day/, {
      status: 409,
      code: 'adjust_limit',
    }),
    one('more than the member has', { points: -1_000 }, '/points', /are there/, {
      status: 409,
      code: 'insufficient_points',
    }),
    {
      name: 'a member nobody knows',
      as: 'admin',
      request: `POST /v1/members/${nowhere}/adjust`,
      body: { points: 1, reason: 'x' },
      status: 404,
      code: 'member_not_found',
      message: /No member/,
    },
    {
      name: 'a till that gives points away',
      request: `POST /v1/members/${members.anna}/adjust`,
      body: { points: 1, reason: 'x' },
      status: 403,
      code: 'forbidden',
      message: /till/,
    },
    file('an empty file', '', 'line 1', /header|empty/),
    file('a header alone', 'card,points\n', 'line 2', /none/),
    file('columns nobody asked for', 'card,points,iban\n', 'line 1', /iban is not a column/),
    file('nobody to give to', 'points\n5\n', 'line 1', /member or card or phone/),
    file('points in words', 'card,points\nanna,many\n', 'line 2', /points must be a whole number/),
    file('a million millions', 'card,points\nanna,1000000000000\n', 'line 2', /points must be a whole number/),
    many('neither a file nor a segment', 'reason=x', undefined, { path: 'segment', message: /either of a file/ }),
    many('a segment nobody has', 'reason=x&segment=nobody&points=5', undefined, {
      status: 404,
      code: 'reference_not_found',
      path: 'segment',
      message: /not known/,
    }),
    many('no reason', '', 'card,points\nanna,5\n', { path: 'reason', message: /is required/ }),
    {
      name: 'a job nobody has begun',
      as: 'admin',
      request: `POST /v1/adjust-jobs/${nowhere}/undo`,
      status: 404,
      code: 'adjust_job_not_found',
      path: 'id',
      message: /not known/,
    },
  ];
};
