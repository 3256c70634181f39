import type { Test } from 'tap';
import { runCommandLine } from '../command-line.ts';
import { withoutOurs } from './without-ours.ts';

interface Outcome {
  code: number;
  stdout: string;
  stderr: string;
}

/** Runs the command line within this process, with only these variables of Tillgate's. */
export async function runTillgate(
  t: Pick<Test, 'capture'>,
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<Outcome> {
  const inherited = process.env;
  const lines = {
    out: t.capture(console, 'log', () => {}),
    error: t.capture(console, 'error', () => {}),
    commander: t.capture(process.stderr, 'write', () => true),
  };
  process.env = { ...withoutOurs(inherited), LOG_LEVEL: 'warn', ...environment };
  let code: number;
  try {
    code = await runCommandLine(args);
  } finally {
    process.env = inherited;
  }
  const written = (results: { args: readonly unknown[] }[], end: string) =>
    results.map(({ args: [line] }) => `${line}${end}`).join('');
  return {
    code,
    stdout: written(lines.out(), '\n'),
    stderr: written(lines.commander(), '') + written(lines.error(), '\n'),
  };
}
