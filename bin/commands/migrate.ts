import type { Command } from 'commander';
import { onDatabase } from '../on-database.ts';

export function addMigrateCommand(program: Command): void {
  program
    .command('migrate')
    .description("bring the database up to this program's version")
    .action(() =>
      onDatabase(async (_, applied) => {
        console.log(applied.length === 0 ? 'the database is up to date' : `applied ${applied.join(', ')}`);
      }),
    );
}
