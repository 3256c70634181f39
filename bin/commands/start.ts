import type { Command } from 'commander';
import { readEnvironment } from '../../config/env.ts';
import { createLogger } from '../../config/logger.ts';
import { runUntilStopped } from '../run-until-stopped.ts';

export function addStartCommand(program: Command): void {
  program
    .command('start')
    .description('run the gateway until it is told to stop')
    .action(async () => {
      const settings = readEnvironment(process.env);
      const readable = settings.databaseUrl === undefined || process.stdout.isTTY === true;
      const log = createLogger({ level: settings.logLevel, readable, fileDescriptor: 1 });
      // The other commands need not wait for all of the gateway to be loaded.
      const { startGateway } = await import('../../gateway/server.ts');
      await runUntilStopped(settings, log, startGateway);
    });
}
