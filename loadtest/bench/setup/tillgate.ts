/** The program that is measured. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { extname } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { StartError } from '../../../config/start-error.ts';

const flags = ['--enable-source-maps', '--max-semi-space-size=64', '--use-largepages=silent'];

/**
 * How to run a module of ours in a process of its own: compiled, with the flags that `npm start` has, or, where this file
 * itself is not compiled, as this process runs it.
 *
 * @param path from the root, without extension
 */
export function moduleArguments(path: string): string[] {
  const extension = extname(import.meta.url);
  const file = fileURLToPath(new URL(`../../../${path}${extension}`, import.meta.url));
  return [...(extension === '.ts' ? process.execArgv : flags), file];
}

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
  const child = spawn(process.execPath, [...moduleArguments('bin/tillgate'), ...args], {
    env: environmentWith({ DATABASE_URL: databaseUrl, LOG_LEVEL: 'warn' }),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [output, faults, [status]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
  if (status !== 0) throw new StartError(`tillgate ${args.join(' ')}: ${`${output}${faults}`.trim()}`);
  return output.trim();
}
