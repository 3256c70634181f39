/**
 * I9: no more of a line has come back than was sold. What was sold is packed in the receipt, where SQL does not reach: the
 * receipts of which something has come back are read one after the other.
 */
import type { EvaluationInput } from '../../rules/model/evaluation.ts';
import type { Queryable } from '../database.ts';
import type { Returned } from '../receipts/effects.ts';
import { unpackContents } from '../receipts/packed/contents.ts';
import { sqlFile } from '../sql.ts';
import type { Violation } from './audit.ts';

interface Row {
  readonly id: string;
  readonly party: number | null;
  readonly returned: string;
  readonly contents: Buffer | null;
  /** Of receipts of before contents were packed. */
  readonly input: string | null;
}

const readReturned = sqlFile('ledger/audit/returned.sql');
const atATime = 500;

/** What it finds, `atMost` of it. */
export async function returnedTooMuch(client: Queryable, atMost: number): Promise<Violation[]> {
  const found: Violation[] = [];
  let after = '00000000-0000-0000-0000-000000000000';
  for (;;) {
    const { rows } = await client.query<Row>({ ...readReturned, values: [after, atATime] });
    for (const row of rows) found.push(...violationsOf(row));
    const last = rows.at(-1);
    if (rows.length < atATime || last === undefined || found.length >= atMost)
      return found.slice(0, Math.max(0, atMost));
    after = last.id;
  }
}

function violationsOf({ id, party, returned, contents, input }: Row): Violation[] {
  const { receipt } = (contents === null ? JSON.parse(input ?? '') : unpackContents(contents).input) as EvaluationInput;
  // A line without quantity counts as one unit.
  const sold = new Map(receipt.lines.map(({ line, quantity }) => [String(line), quantity === 0 ? 1000 : quantity]));
  return Object.entries(JSON.parse(returned) as Returned)
    .filter(([line, back]) => back < 0 || back > (sold.get(line) ?? -1))
    .map(([line, back]) => ({
      invariant: 'I9',
      ...(party !== null && { party }),
      subject: `receipt ${id}`,
      detail: `${back} of line ${line} has come back, ${sold.get(line) ?? 'nothing'} was sold`,
    }));
}
