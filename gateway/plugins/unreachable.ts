/** Whether an error says that Postgres or Redis cannot be reached, or not now: nothing is wrong with the request. */

const codes = new Set([
  ...['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOTFOUND', 'EAI_AGAIN'],
  // Postgres: shutting down, crashed, starting up, too many connections, read only after a failover.
  ...['57P01', '57P02', '57P03', '53300', '25006'],
  // Postgres: deadlock, serialisation, lock timeout, statement timeout: true of this moment only.
  ...['40P01', '40001', '55P03', '57014'],
]);

/** What pg, pg-pool and ioredis say without a code. */
const messages =
  /^(Connection terminated|Connection is closed|Client has encountered a connection error|timeout exceeded when trying to connect|Cannot use a pool after calling end|Stream isn't writeable|Reached the max retries per request limit|Command timed out|Query read timeout)/;

export function isUnreachable(error: unknown): boolean {
  for (let cause = error, depth = 0; cause instanceof Error && depth < 8; cause = cause.cause, depth += 1) {
    const { code } = cause as { code?: unknown };
    if (typeof code === 'string' && (codes.has(code) || code.startsWith('08'))) return true;
    if (messages.test(cause.message)) return true;
    if (cause instanceof AggregateError && cause.errors.some(isUnreachable)) return true;
  }
  return false;
}
