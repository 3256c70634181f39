/**
 * Most sales need no lock to be decided: their number is new, and their party is as it was when they were evaluated. So
 * they are decided on what is known, and written and committed in one trip, in which everything they were decided on is
 * looked at again as it is written:
 *
 *     the number      is claimed: one that is there fails the trip
 *     the party       is written where version, seq and state are, to the byte, what was known; else the trip fails
 *     budgets         are drawn from where the cap is not passed; else the trip fails
 *
 * A trip that fails has done nothing, and its commands are decided again under locks (locked-batch.ts). So are those that
 * turn out not to be plain: a refusal is never made on what may be out of date.
 *
 * The trip has no BEGIN: Postgres makes one transaction of all that comes before a Sync, and commits it there.
 */
import type { LedgerClock } from '../clock.ts';
import { clockOf, type DatabaseClient, lockLimit } from '../database.ts';
import { inTrips } from '../trips/trips.ts';
import { isOverdrawn } from './batch-budgets.ts';
import { BatchRows } from './batch-rows.ts';
import { changedBy } from './changed.ts';
import type { Command, SaleCommand } from './commands.ts';
import { decideSale } from './decide/sale.ts';
import { campaignsOf, certificatesOf, couponsOf } from './needs.ts';
import type { Outcome } from './outcome.ts';
import type { Changed, Ports } from './ports.ts';
import type { Alert, Decision } from './rows.ts';
import { isTaken } from './transient.ts';
import { insertKeysOf, writesOf } from './write.ts';

type Accepted = Extract<Decision, { readonly changes: unknown }>;

export interface Attempted extends Changed {
  /** Undefined: to be decided under locks. */
  readonly outcomes: readonly (Outcome | undefined)[];
  readonly alerts: readonly Alert[];
}

/** A sale that has nothing to look at but its number, its party and budgets. */
export function isPlainSale(command: Command): command is SaleCommand {
  return (
    command.kind === 'sale' &&
    command.returns.length === 0 &&
    command.holds.length === 0 &&
    certificatesOf(command).length === 0 &&
    couponsOf(command).length === 0 &&
    campaignsOf(command).length === 0 &&
    isAgreed(command)
  );
}

/** It is what the customer was told, or nobody was told anything. */
function isAgreed({ told, quoted, input }: SaleCommand): boolean {
  return told === undefined || told.digest === quoted || input.receipt.charged !== undefined;
}

/** What it was decided on is not so any more: its trip has done nothing, and its connection is as good as before. */
export function isOvertaken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'TG001' || isTaken(error) || isOverdrawn(error));
}

/**
 * @param commands plain sales, no two of one number or party
 * @throws whatever Postgres said: all of it is undone, or nobody knows
 */
export async function commitOptimistically(
  client: DatabaseClient,
  commands: readonly SaleCommand[],
  ports: Ports,
  clock: LedgerClock,
  lockMs: number,
): Promise<Attempted> {
  const now = clock.now();
  if (now === undefined) return { outcomes: commands.map(() => undefined), ...nothing };
  const rows = BatchRows.known(commands, now);
  const outcomes: (Outcome | undefined)[] = [];
  const sold: SaleCommand[] = [];
  const alerts: Alert[] = [];
  for (const command of commands) {
    const decided = decideNow(command, rows, ports);
    outcomes.push(decided?.outcome);
    if (decided === undefined) continue;
    // From here on it is part of what is written, or nothing is.
    if (rows.accept(decided.changes) !== undefined) throw new Error('a plain sale drew from a budget unheard of');
    sold.push(command);
    alerts.push(...(decided.changes.alerts ?? []));
  }
  if (sold.length === 0) return { outcomes, ...nothing };
  // All of it is there before any of it is asked: what is asked in one go is committed in one go.
  const drawing = rows.budgets.drawing();
  const statements = [...lockLimit(lockMs), insertKeysOf(sold), ...writesOf(rows, []), ...drawing];
  const trip = inTrips(client);
  const askedAt = performance.now();
  const asked = statements.map((statement) => trip.query(statement));
  const looking = clock.fresh ? undefined : clockOf(trip);
  const [answers, time] = await Promise.all([Promise.all(asked), looking]);
  if (drawing.length > 0) rows.budgets.drawn(answers.at(-1)?.rows ?? []);
  if (time !== undefined) clock.learn(time, askedAt);
  return { outcomes, alerts, ...changedBy(rows) };
}

const nothing = { alerts: [], snapshots: [], outdated: [], budgets: new Map<string, number>() } as const;

/** Accepted, on what is known; undefined: it takes a lock to say. */
function decideNow(command: SaleCommand, rows: BatchRows, ports: Ports): Accepted | undefined {
  if (!rows.budgets.lastFor(command.evaluation.limitUses)) return undefined;
  try {
    const decided = decideSale(command, rows, ports);
    if (decided instanceof Promise) {
      // It asks for something, and will not be heard.
      decided.catch(() => undefined);
      return undefined;
    }
    return decided.changes === undefined ? undefined : decided;
  } catch {
    // Decided under locks it will fail once more, and be told of.
    return undefined;
  }
}
