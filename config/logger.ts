import { destination, type Logger, pino, stdTimeFunctions } from 'pino';
import pretty from 'pino-pretty';

interface Options {
  level: string;
  /** Lines for people rather than JSON. */
  readable: boolean;
  /** 1: standard output, 2: standard error. */
  fileDescriptor: 1 | 2;
}

/** Writes each line before going on, so that the last words of a process that exits are not lost. */
export function createLogger({ level, readable, fileDescriptor }: Options): Logger {
  const options = { level, serializers: { err: shownError, error: shownError } };
  if (!readable) return pino({ ...options, timestamp: stdTimeFunctions.isoTime }, destination(fileDescriptor));
  const stream = pretty({
    destination: fileDescriptor,
    sync: true,
    translateTime: 'SYS:HH:MM:ss.l',
    ignore: 'pid,hostname',
    colorize: fileDescriptor === 1 ? process.stdout.isTTY : process.stderr.isTTY,
  });
  return pino(options, stream);
}

interface ShownError {
  type: string;
  message: string;
  stack?: string | undefined;
  code?: unknown;
  cause?: unknown;
}

// Not all that hangs on an error: Postgres's client puts itself there, with every statement it has prepared.
function shownError(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const { name, message, stack, cause } = error;
  const shown: ShownError = { type: name, message, stack };
  if ('code' in error) shown.code = error.code;
  if (cause !== undefined) shown.cause = shownError(cause);
  return shown;
}
