/** What no till's client would send over its socket. */
import { encode } from '@msgpack/msgpack';
import type { ErrorCode } from '../../../contract/errors.ts';
import type { Subprotocol } from '../../../contract/socket.ts';
import { cake, receipt } from '../../../testing/receipts.ts';
import type { Stage } from '../stage.ts';

export interface FrameRow {
  readonly name: string;
  readonly subprotocol: Subprotocol;
  /** Text and bytes go as they are. */
  readonly frame: object | string | Buffer;
  /** Of the answer. */
  readonly id: number | null;
  readonly status: number;
  readonly code: ErrorCode;
  readonly path?: string;
  readonly message: RegExp;
}

type Short = readonly [
  name: string,
  frame: FrameRow['frame'],
  id: FrameRow['id'],
  code: ErrorCode,
  path: string | undefined,
  message: RegExp,
];

export const frames = ({ time, hold, holdOfT2, expiredToken }: Stage): readonly FrameRow[] => {
  const commit = (more: Record<string, unknown>, number = 'frame') => ({
    id: 1,
    op: 'commit',
    body: receipt(number, time, more),
  });
  const text = (frame: object, from: string, to: string) => JSON.stringify(frame).replace(from, to);
  const packed = (frame: object) => Buffer.from(encode(frame));
  const json: readonly Short[] = [
    ['no JSON', 'commit!', null, 'malformed_body', undefined, /not JSON: it has "c" where it cannot be/],
    ['a frame cut short', text(commit({}), '}]', ''), null, 'malformed_body', undefined, /not JSON/],
    ['100,000 lists', '['.repeat(100_000), null, 'malformed_body', undefined, /ends too early/],
    ['no id', { op: 'ping' }, null, 'invalid_request', 'id', /is required/],
    ['an op that is none', { id: 1, op: '__proto__' }, 1, 'invalid_request', 'op', /must be one of/],
    ['an empty key', { ...commit({}), key: '' }, 1, 'idempotency_key_invalid', 'key', /must not be empty/],
    ['a name twice', text(commit({}), '"line":1', '"line":1,"line":2'), 1, 'invalid_request', '/lines/0/line', /twice/],
    [
      '__proto__',
      text(commit({}), '"line":1', '"line":1,"__proto__":{}'),
      1,
      'invalid_request',
      '/lines/0',
      /must not have a field "__proto__"/,
    ],
    ['NUL', commit({}, 'a\0'), 1, 'invalid_request', '/number', /must not hold NUL/],
    ['half of a surrogate pair', commit({}, '\ud800'), 1, 'invalid_request', '/number', /surrogate/],
    [
      '1e400',
      text(commit({}), '"quantity":1', '"quantity":1e400'),
      1,
      'invalid_request',
      '/lines/0/quantity',
      /too large/,
    ],
    ['another till', commit({ till: 't2' }), 1, 'till_mismatch', '/till', /must be t1 or absent/],
    ['a line twice', commit({ lines: [cake(1), cake(2)] }), 1, 'duplicate_line', '/lines/1/line', /as well/],
    ['a token of yesterday', commit({ quote: expiredToken }, 'quoted'), 1, 'quote_expired', '/quote', /24 hours/],
    ['the number again', commit({ lines: [cake(1)] }, 'sold'), 1, 'receipt_conflict', '/number', /other contents/],
    [
      "another member's hold",
      commit({ member: { card: 'boris' }, holds: [hold] }, 'held'),
      1,
      'hold_mismatch',
      '/holds/0',
      /cannot be used/,
    ],
    [
      "another till's hold",
      { id: 1, op: 'hold.void', body: { id: holdOfT2 } },
      1,
      'till_mismatch',
      undefined,
      /till t2's/,
    ],
  ];
  const messagePack: readonly Short[] = [
    ['JSON', packed(commit({})).subarray(1), null, 'malformed_body', undefined, /bytes follow its end/],
    ['a map of 4,294,967,295', Buffer.from('dfffffffff', 'hex'), null, 'malformed_body', undefined, /ends too early/],
    ['a string of 4 GB', Buffer.from('81a26964dbffffffff', 'hex'), null, 'malformed_body', undefined, /ends too early/],
    [
      'NaN',
      packed(commit({ lines: [cake(Number.NaN)] })),
      1,
      'invalid_request',
      '/lines/0/unitPrice',
      /must not be NaN/,
    ],
    [
      'a timestamp',
      packed(commit({ attributes: { at: new Date() } })),
      1,
      'invalid_request',
      '/attributes/at',
      /timestamp/,
    ],
    ['binary data', packed(commit({ coupons: [Buffer.alloc(9)] })), 1, 'invalid_request', '/coupons/0', /binary data/],
  ];
  const rows = (subprotocol: Subprotocol, all: readonly Short[]) =>
    all.map(([name, frame, id, code, path, message]): FrameRow => {
      const status = statuses[code] ?? 422;
      return { name: `${subprotocol}: ${name}`, subprotocol, frame, id, status, code, ...(path && { path }), message };
    });
  return [...rows('tillgate.json', json), ...rows('tillgate.msgpack', messagePack)];
};

const statuses: Partial<Record<ErrorCode, number>> = {
  malformed_body: 400,
  till_mismatch: 403,
  quote_expired: 409,
  receipt_conflict: 409,
  hold_mismatch: 409,
};
