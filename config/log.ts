import type { Logger } from 'pino';

/** What start-up code and the embedded servers ask of a log; pino's logger is one. */
export type Log = Pick<Logger, 'debug' | 'info' | 'warn' | 'error'>;
