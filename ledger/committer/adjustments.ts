/** What a batch's adjustments go by, read while their parties are locked, and what they come to. */
import { bigints, byteas, texts, uuids } from '../arrays.ts';
import type { Queryable, Statement } from '../database.ts';
import type { LotShare } from '../parties/spending-order.ts';
import { withoutNulls } from '../rows.ts';
import { sqlFile } from '../sql.ts';
import type { AdjustCommand, AdjustUndoCommand, Command } from './commands.ts';

const find = sqlFile('ledger/adjust/sql/find-adjustments.sql');
const sum = sqlFile('ledger/adjust/sql/sum-limited.sql');
const readRows = sqlFile('ledger/adjust/sql/read-rows.sql');
const insert = sqlFile('ledger/adjust/sql/insert-adjustments.sql');
const updateRows = sqlFile('ledger/adjust/sql/update-rows.sql');

/** One of a single member, for good. */
export interface Adjustment {
  readonly id: string;
  readonly party: number;
  readonly member: string;
  readonly points: number;
  readonly credential: number;
  readonly limited: boolean;
  readonly fingerprint: Buffer;
  readonly reply: string;
}

/** What an adjustment of a job goes by. */
export interface AdjustRow {
  readonly job: string;
  readonly row: number;
  readonly state: 'pending' | 'applied' | 'refused' | 'undone';
  readonly points: number;
  readonly detail?: string;
  readonly lot?: number;
  readonly spent?: readonly LotShare[];
  readonly undone?: number;
}

type Adjusting = AdjustCommand | AdjustUndoCommand;

const isAdjusting = (command: Command): command is Adjusting =>
  command.kind === 'adjust' || command.kind === 'adjust-undo';

export class BatchAdjustments {
  readonly #client: Queryable;
  readonly #made = new Map<string, Pick<Adjustment, 'fingerprint' | 'reply'>>();
  /** Points of limited adjustments within a day, by party. */
  readonly #limited = new Map<number, number>();
  readonly #rows = new Map<string, AdjustRow>();
  readonly #inserted: Adjustment[] = [];
  readonly #changed = new Map<string, AdjustRow>();

  constructor(client: Queryable) {
    this.#client = client;
  }

  /** After the parties are locked; on the same connection, in the same trip. */
  async read(commands: readonly Command[]): Promise<void> {
    const adjusting = commands.filter(isAdjusting);
    if (adjusting.length === 0) return;
    const requests = adjusting.flatMap((command) => (command.kind === 'adjust' ? (command.request ?? []) : []));
    const parties = adjusting.filter((command) => command.kind === 'adjust' && command.request?.cap !== undefined);
    const rows = adjusting.flatMap(({ row }) => row ?? []);
    await Promise.all([
      this.#find(requests.map(({ id }) => id)),
      this.#sum(parties.map(({ party }) => party)),
      this.#read(rows),
    ]);
  }

  made(id: string): Pick<Adjustment, 'fingerprint' | 'reply'> | undefined {
    return this.#made.get(id);
  }

  /** Points given and taken within a day by those whom the limit binds. */
  limited(party: number): number {
    return this.#limited.get(party) ?? 0;
  }

  row({ job, row }: Pick<AdjustRow, 'job' | 'row'>): AdjustRow | undefined {
    return this.#rows.get(`${job} ${row}`);
  }

  accept(made: readonly Adjustment[], rows: readonly AdjustRow[]): void {
    for (const adjustment of made) {
      this.#inserted.push(adjustment);
      this.#made.set(adjustment.id, adjustment);
      const { party, points, limited } = adjustment;
      if (limited) this.#limited.set(party, this.limited(party) + Math.abs(points));
    }
    for (const row of rows) {
      const key = `${row.job} ${row.row}`;
      this.#rows.set(key, row);
      this.#changed.set(key, row);
    }
  }

  writes(now: number): Statement[] {
    const statements: Statement[] = [];
    const made = this.#inserted;
    if (made.length > 0) {
      statements.push({
        ...insert,
        values: [
          uuids(made.map(({ id }) => id)),
          bigints(made.map(({ party }) => party)),
          uuids(made.map(({ member }) => member)),
          bigints(made.map(({ points }) => points)),
          bigints(made.map(({ credential }) => credential)),
          texts(made.map(({ limited }) => (limited ? 't' : 'f'))),
          byteas(made.map(({ fingerprint }) => fingerprint)),
          texts(made.map(({ reply }) => reply)),
          now,
        ],
      });
    }
    const rows = [...this.#changed.values()];
    if (rows.length > 0) {
      statements.push({
        ...updateRows,
        values: [
          uuids(rows.map(({ job }) => job)),
          bigints(rows.map(({ row }) => row)),
          texts(rows.map(({ state }) => state)),
          texts(rows.map(({ detail }) => detail)),
          bigints(rows.map(({ lot }) => lot)),
          texts(rows.map(({ spent }) => spent && JSON.stringify(spent))),
          bigints(rows.map(({ undone }) => undone)),
        ],
      });
    }
    return statements;
  }

  async #find(ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    const { rows } = await this.#client.query<Pick<Adjustment, 'id' | 'fingerprint' | 'reply'>>({
      ...find,
      values: [uuids(ids)],
    });
    for (const row of rows) this.#made.set(row.id, row);
  }

  async #sum(parties: readonly number[]): Promise<void> {
    if (parties.length === 0) return;
    const values = [bigints([...new Set(parties)])];
    const { rows } = await this.#client.query<{ party: number; points: number }>({ ...sum, values });
    for (const { party, points } of rows) this.#limited.set(party, points);
  }

  async #read(asked: readonly Pick<AdjustRow, 'job' | 'row'>[]): Promise<void> {
    if (asked.length === 0) return;
    const values = [uuids(asked.map(({ job }) => job)), bigints(asked.map(({ row }) => row))];
    const { rows } = await this.#client.query<Record<string, unknown>>({ ...readRows, values });
    for (const row of rows.map((found) => withoutNulls<AdjustRow>(found))) this.#rows.set(`${row.job} ${row.row}`, row);
  }
}
