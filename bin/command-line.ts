import { readFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import { ConfigError } from '../config/env.ts';
import { addAdjustCommand } from './commands/adjust.ts';
import { addAuditCommand } from './commands/audit.ts';
import { addCertificatesCommand } from './commands/certificates.ts';
import { addCouponsCommand } from './commands/coupons.ts';
import { addKeyCommand } from './commands/key.ts';
import { addMigrateCommand } from './commands/migrate.ts';
import { addReplayCommand } from './commands/replay.ts';
import { addStartCommand } from './commands/start.ts';
import { addStoreCommand } from './commands/store.ts';
import { addTillCommand } from './commands/till.ts';
import { addUploadCommand } from './commands/upload.ts';
import { messageOf } from './message-of.ts';

/** Runs one command line, without the program's name. Resolves with its exit code once all has been said. */
export async function runCommandLine(args: readonly string[]): Promise<number> {
  const { version } = JSON.parse(readFileSync(new URL(import.meta.resolve('tillgate/package.json')), 'utf8'));
  const program = new Command('tillgate')
    .description("The gateway a retail chain's tills talk to for loyalty and promotions")
    .version(version)
    .exitOverride();
  addStartCommand(program);
  addMigrateCommand(program);
  addStoreCommand(program);
  addTillCommand(program);
  addKeyCommand(program);
  addCouponsCommand(program);
  addReplayCommand(program);
  addAdjustCommand(program);
  addCertificatesCommand(program);
  addAuditCommand(program);
  addUploadCommand(program);
  try {
    await program.parseAsync(args, { from: 'user' });
    return 0;
  } catch (error) {
    return exitCodeFor(error);
  }
}

/** 0 after help, 2 for a wrong command line or environment, 1 for all else; says what is wrong in one line. */
function exitCodeFor(error: unknown): number {
  // Commander has said it already.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  console.error(`tillgate: ${messageOf(error)}`);
  if (process.env.LOG_LEVEL === 'debug' || process.env.LOG_LEVEL === 'trace') console.error(error);
  return error instanceof ConfigError ? 2 : 1;
}
