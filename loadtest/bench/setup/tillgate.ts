/** The command line of the program that is measured, as it was compiled. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { StartError } from '../../../config/start-error.ts';

const program = fileURLToPath(new URL('dist/bin/tillgate.js', import.meta.resolve('tillgate/package.json')));

/** The same flags that `npm start` has. */
export const programArguments = ['--enable-source-maps', program] as const;

/** Our own environment without what would change the gateway's behaviour. */
export function environmentWith(own: Readonly<Record<string, string>>): Record<string, string> {
  const rest = Object.entries(process.env).filter(
    ([name, value]) =>
      value !== undefined && !/^(TILLGATE_|DATABASE_URL$|REDIS_URL$|PORT$|HOST$|LOG_LEVEL$)/.test(name),
  );
  return { ...(Object.fromEntries(rest) as Record<string, string>), ...own };
}

/** Runs a command on the database; resolves with what it printed. @throws StartError with what it said */
export async function tillgate(args: readonly string[], databaseUrl: string): Promise<string> {
  const child = spawn(process.execPath, [...programArguments, ...args], {
    env: environmentWith({ DATABASE_URL: databaseUrl, LOG_LEVEL: 'warn' }),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [output, faults, [status]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
  if (status !== 0) throw new StartError(`tillgate ${args.join(' ')}: ${`${output}${faults}`.trim()}`);
  return output.trim();
}
