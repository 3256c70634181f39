import type { Command } from 'commander';
import { StartError } from '../../config/start-error.ts';
import { inTransaction } from '../../ledger/database.ts';
import { findStore } from '../../ledger/network/stores.ts';
import { createTill } from '../../ledger/network/tills.ts';
import { code, title } from '../arguments.ts';
import { onDatabase } from '../on-database.ts';

interface Options {
  store: string;
  title?: string;
}

export function addTillCommand(program: Command): void {
  program
    .command('till')
    .description("stores' tills")
    .command('create')
    .argument('<code>', "the till's code", code)
    .requiredOption('--store <code>', 'the store it stands in', code)
    .option('--title <text>', 'its name for people', title)
    .action((tillCode: string, options: Options) =>
      onDatabase(async (database) => {
        const till = await inTransaction(database, async (client) => {
          if (!(await findStore(client, options.store))) throw new StartError(`there is no store ${options.store}`);
          return createTill(client, { code: tillCode, ...options });
        });
        if (till === undefined) throw new StartError(`there is a till ${tillCode} already`);
        console.log(`till ${tillCode} of store ${options.store} is created`);
      }),
    );
}
