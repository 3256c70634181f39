import { randomBytes } from 'node:crypto';
import type { Queryable } from '../database.ts';
import { sqlFile } from '../sql.ts';

const selectSetting = sqlFile('ledger/settings/select-setting.sql');
const insertSetting = sqlFile('ledger/settings/insert-setting.sql');
const name = 'quote-token-key';

/**
 * The 32 bytes that sign quote tokens, the same for every gateway on this database. Made at first use; of gateways that
 * start together the first to insert wins, and all read what it kept.
 */
export async function signingKey(database: Queryable): Promise<Buffer> {
  const kept = await read(database);
  if (kept !== undefined) return kept;
  await database.query({ ...insertSetting, values: [name, randomBytes(32).toString('base64')] });
  const made = await read(database);
  if (made === undefined) throw new Error(`the setting ${name} is gone right after it was kept`);
  return made;
}

async function read(database: Queryable): Promise<Buffer | undefined> {
  const { rows } = await database.query<{ value: string }>({ ...selectSetting, values: [name] });
  return rows[0] && Buffer.from(rows[0].value, 'base64');
}
