import { type Command, Option } from 'commander';
import { StartError } from '../../config/start-error.ts';
import { type Database, inTransaction } from '../../ledger/database.ts';
import { createKey, type NewKey } from '../../ledger/keys/access-keys.ts';
import { findStore } from '../../ledger/network/stores.ts';
import { findTill } from '../../ledger/network/tills.ts';
import { code, title } from '../arguments.ts';
import { onDatabase } from '../on-database.ts';

export function addKeyCommand(program: Command): void {
  const create = program
    .command('key')
    .description('access keys of tills, shops and people')
    .command('create')
    .addOption(
      new Option('--role <role>', 'what the key may do')
        .choices(['till', 'shop', 'call-centre', 'marketer', 'admin'])
        .makeOptionMandatory(),
    )
    .option('--till <code>', 'the till of a key of role till', code)
    .option('--store <code>', 'the store of a key of role shop', code)
    .option('--title <text>', 'what the key is for', title)
    .action(async (key: NewKey) => {
      const fault = faultIn(key);
      if (fault !== undefined) create.error(`error: ${fault}`);
      await onDatabase((database) => makeKey(database, key));
    });
}

function faultIn({ role, till, store }: NewKey): string | undefined {
  if ((role === 'till') !== (till !== undefined)) return 'a key of role till, and no other, has --till';
  if ((role === 'shop') !== (store !== undefined)) return 'a key of role shop, and no other, has --store';
  return undefined;
}

// The secret alone goes to standard output, so that a script can take it from there.
async function makeKey(database: Database, key: NewKey): Promise<void> {
  const { till, store } = key;
  const made = await inTransaction(database, async (client) => {
    if (till !== undefined && !(await findTill(client, till))) throw new StartError(`there is no till ${till}`);
    if (store !== undefined && !(await findStore(client, store))) throw new StartError(`there is no store ${store}`);
    return createKey(client, key);
  });
  console.log(made.secret);
  console.error(`key ${made.key.id} of role ${key.role} is created; it is shown this once`);
}
