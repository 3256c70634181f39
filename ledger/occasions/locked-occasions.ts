/**
 * The occasions that a batch is about: read once their parties are locked, and written with everything else. Keys are not
 * claimed beforehand: two commands of one key mostly have one party, whose lock lets one of them see what the other did;
 * where they have not, the second insert fails and is decided again.
 *
 * Who referred whom is decided one batch at a time, under a lock that comes before all others: a ring could close between
 * two batches that lock no row in common.
 */
import { bigints, byteas, doubles, integers, texts, uuids } from '../arrays.ts';
import type { Command, OccasionCommand } from '../committer/commands.ts';
import type { Queryable, Statement } from '../database.ts';
import { withoutNulls } from '../rows.ts';
import { sqlFile } from '../sql.ts';
import type { OccasionRow } from './occasion-row.ts';

const lockRows = sqlFile('ledger/occasions/lock-occasions.sql');
const insertRows = sqlFile('ledger/occasions/insert-occasions.sql');
const updateRows = sqlFile('ledger/occasions/update-occasions.sql');
const revokeRows = sqlFile('ledger/occasions/revoke-occasions.sql');
const partiesAbove = sqlFile('ledger/occasions/parties-above.sql');
const insertReferrals = sqlFile('ledger/occasions/insert-referrals.sql');

/** Any number, as long as it is the same in every gateway. */
const referralLock = 7_246_120_009;

/** What an accepted item changes of them. */
export interface OccasionChanges {
  readonly insert?: readonly OccasionRow[];
  readonly update?: OccasionRow;
  /** Keys of gifts whose purchase is gone. */
  readonly revoke?: readonly string[];
  readonly referral?: { readonly member: string; readonly referrer: string };
}

function keyOf(command: Command): string | undefined {
  return command.kind === 'occasion' || command.kind === 'gift' ? command.once : undefined;
}

/** Commands of one batch must not share it: the second would not see what the first did. */
export function exclusiveOccasion(command: Command): string | undefined {
  if (command.kind === 'occasion' && command.referrer !== undefined) return 'referral';
  const key = keyOf(command);
  return key === undefined ? undefined : `occasion ${key}`;
}

export class LockedOccasions {
  readonly #client: Queryable;
  readonly #rows = new Map<string, OccasionRow>();
  readonly #inserted: OccasionRow[] = [];
  readonly #updated = new Map<string, OccasionRow>();
  readonly #revoked: string[] = [];
  readonly #referrals: { member: string; referrer: string }[] = [];
  #isAbove = false;

  constructor(client: Queryable) {
    this.#client = client;
  }

  /** Before any row is locked. */
  async begin(commands: readonly Command[]): Promise<void> {
    if (referralOf(commands) === undefined) return;
    await this.#client.query('SELECT pg_advisory_xact_lock($1)', [referralLock]);
  }

  /** After the parties. */
  async lock(commands: readonly Command[]): Promise<void> {
    const keys = commands.map(keyOf).filter((key) => key !== undefined);
    if (keys.length === 0) return;
    const referral = referralOf(commands);
    const [{ rows }, above] = await Promise.all([
      this.#client.query<Record<string, unknown>>({ ...lockRows, values: [texts(keys)] }),
      referral === undefined
        ? undefined
        : this.#client.query<{ isAbove: boolean }>({
            ...partiesAbove,
            values: [referral.referrer?.member, referral.snapshot.party],
          }),
    ]);
    for (const row of rows) {
      const occasion = withoutNulls<OccasionRow>(row);
      this.#rows.set(occasion.key, occasion);
    }
    this.#isAbove = above?.rows[0]?.isAbove === true;
  }

  known(key: string): OccasionRow | undefined {
    return this.#rows.get(key);
  }

  /** Whether the batch's one referral would close a ring, or refer somebody to its own household. */
  get closesRing(): boolean {
    return this.#isAbove;
  }

  accept({ insert = [], update, revoke = [], referral }: OccasionChanges): void {
    this.#inserted.push(...insert);
    if (update !== undefined) {
      this.#rows.set(update.key, update);
      this.#updated.set(update.key, update);
    }
    this.#revoked.push(...revoke);
    if (referral !== undefined) this.#referrals.push(referral);
  }

  writes(): Statement[] {
    const statements: Statement[] = [];
    const rows = this.#inserted;
    if (rows.length > 0) {
      statements.push({
        ...insertRows,
        values: [
          texts(rows.map((row) => row.key)),
          uuids(rows.map((row) => row.id)),
          texts(rows.map((row) => row.happened)),
          texts(rows.map((row) => row.state)),
          uuids(rows.map((row) => row.member)),
          bigints(rows.map((row) => row.party)),
          doubles(rows.map((row) => row.at)),
          texts(rows.map((row) => row.programme)),
          integers(rows.map((row) => row.version)),
          byteas(rows.map((row) => row.fingerprint)),
          texts(rows.map((row) => row.input)),
          texts(rows.map((row) => row.effects)),
          texts(rows.map((row) => row.reply)),
        ],
      });
    }
    const changed = [...this.#updated.values()];
    if (changed.length > 0) {
      statements.push({
        ...updateRows,
        values: [
          texts(changed.map((row) => row.key)),
          texts(changed.map((row) => row.state)),
          bigints(changed.map((row) => row.party)),
          texts(changed.map((row) => row.input)),
          texts(changed.map((row) => row.effects)),
          texts(changed.map((row) => row.reply)),
        ],
      });
    }
    if (this.#revoked.length > 0) statements.push({ ...revokeRows, values: [texts(this.#revoked)] });
    if (this.#referrals.length > 0) {
      const members = uuids(this.#referrals.map(({ member }) => member));
      statements.push({
        ...insertReferrals,
        values: [members, uuids(this.#referrals.map(({ referrer }) => referrer))],
      });
    }
    return statements;
  }
}

function referralOf(commands: readonly Command[]): OccasionCommand | undefined {
  return commands.find((command) => command.kind === 'occasion' && command.referrer !== undefined) as
    | OccasionCommand
    | undefined;
}
