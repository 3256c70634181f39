import type { Command } from 'commander';
import { StartError } from '../../config/start-error.ts';
import { inTransaction } from '../../ledger/database.ts';
import { createStore } from '../../ledger/network/stores.ts';
import { code, timezone, title } from '../arguments.ts';
import { onDatabase } from '../on-database.ts';

interface Options {
  timezone: string;
  program: string;
  region?: string;
  title?: string;
}

export function addStoreCommand(program: Command): void {
  program
    .command('store')
    .description('stores of the chain')
    .command('create')
    .argument('<code>', "the store's code", code)
    .requiredOption('--timezone <name>', 'its time zone, such as Europe/Moscow', timezone)
    .option('--program <code>', 'the programme its tills price under', code, 'main')
    .option('--region <code>', 'its region', code)
    .option('--title <text>', 'its name for people', title)
    .action((storeCode: string, { program: programme, ...options }: Options) =>
      onDatabase(async (database) => {
        const store = await inTransaction(database, (client) =>
          createStore(client, { code: storeCode, programme, ...options }),
        );
        if (store === undefined) throw new StartError(`there is a store ${storeCode} already`);
        console.log(`store ${storeCode} is created`);
      }),
    );
}
