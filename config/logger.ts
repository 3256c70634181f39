import { destination, type Logger, pino } from 'pino';
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
  if (!readable)
    return pino({ level, timestamp: () => `,"time":"${new Date().toISOString()}"` }, destination(fileDescriptor));
  const stream = pretty({
    destination: fileDescriptor,
    sync: true,
    translateTime: 'SYS:HH:MM:ss.l',
    ignore: 'pid,hostname',
    colorize: fileDescriptor === 1 ? process.stdout.isTTY : process.stderr.isTTY,
  });
  return pino({ level }, stream);
}
