/** Errors after which the same transaction may succeed: lost races, lost connections, a server short of something. */
const states = new Set([
  '25006', // read_only_sql_transaction: a primary that has become a standby
  '25P03', // idle_in_transaction_session_timeout
  '25P04', // transaction_timeout
  '40001', // serialization_failure
  '40P01', // deadlock_detected
  '57014', // query_canceled: by statement_timeout, or by an administrator
  '57P01', // admin_shutdown
  '57P02', // crash_shutdown
  '57P03', // cannot_connect_now
  '57P05', // idle_session_timeout
]);

/** 08: the connection. 53: no connections, memory or disk left. */
const classes = new Set(['08', '53']);

const socketErrors = new Set([
  'EAI_AGAIN',
  'ECONNABORTED',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTDOWN',
  'EHOSTUNREACH',
  'ENETDOWN',
  'ENETUNREACH',
  'ENOENT',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
]);

/** pg says some of its connection errors in words alone. */
const words =
  /Connection terminated|timeout expired|timeout exceeded when trying to connect|Query read timeout|connection error and is not queryable|was closed and is not queryable|connection is closed/i;

export function isTransient(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  // A state has five characters; so has EPIPE, which is in neither of the first two.
  const byState = states.has(code) || (code.length === 5 && classes.has(code.slice(0, 2)));
  return byState || socketErrors.has(code) || words.test(error.message);
}

/** lock_not_available: somebody holds a lock for too long. Trying again would keep everybody behind it waiting. */
export function isStuck(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === '55P03';
}

/** unique_violation: somebody else has made the row meanwhile. */
export function isTaken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === '23505';
}
