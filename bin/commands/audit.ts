import type { Command } from 'commander';
import { StartError } from '../../config/start-error.ts';
import { audit } from '../../ledger/audit/audit.ts';
import { onDatabase } from '../on-database.ts';

export function addAuditCommand(program: Command): void {
  program
    .command('audit')
    .description('hold every party, transfer, hold and receipt of the database against the ledger’s invariants')
    .action(() =>
      onDatabase(async (database) => {
        const found = await audit(database);
        for (const { invariant, party, subject, detail } of found) {
          console.log(`${invariant}${party === undefined ? '' : ` party ${party}`} ${subject}: ${detail}`);
        }
        if (found.length > 0) throw new StartError(`the ledger is not in order: ${found.length} findings`);
        console.log('the ledger is in order');
      }),
    );
}
