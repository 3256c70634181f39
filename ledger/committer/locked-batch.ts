/**
 * A batch that is decided under locks: one transaction, whatever its commands. Every command gets its own outcome; a
 * refusal refuses one command alone.
 *
 * Two trips to Postgres where nothing is out of the ordinary: to begin and lock, and to write and commit. Plain sales need
 * but one: optimistic-batch.ts.
 */
import type { LedgerClock } from '../clock.ts';
import { type DatabaseClient, lockLimit, type Queryable } from '../database.ts';
import { PurseFull } from '../parties/purses.ts';
import { inTrips } from '../trips/trips.ts';
import { isOverdrawn } from './batch-budgets.ts';
import { BatchRows } from './batch-rows.ts';
import { changedBy } from './changed.ts';
import type { Command, ReceiptKey } from './commands.ts';
import { decide } from './decide/index.ts';
import { claimOf } from './needs.ts';
import { type Outcome, refused } from './outcome.ts';
import type { Changed, Ports } from './ports.ts';
import { type Alert, type Decision, done, keyText } from './rows.ts';
import { isTransient } from './transient.ts';
import { writesOf } from './write.ts';

export interface Committed extends Changed {
  readonly outcomes: readonly Outcome[];
  /** What a person should look at, now that it has happened. */
  readonly alerts: readonly Alert[];
}

const begin = { name: 'begin', text: 'BEGIN' };
const commit = { name: 'commit', text: 'COMMIT' };

/** Runs the batch on a lane's connection and commits it. Rejects when the transaction could not be committed, or when nobody knows whether it was. */
export async function commitUnderLocks(
  client: DatabaseClient,
  commands: readonly Command[],
  ports: Ports,
  clock: LedgerClock,
  lockMs: number,
): Promise<Committed> {
  const trips = inTrips(client);
  try {
    return await runBatch(trips, commands, ports, clock, lockMs, false);
  } catch (error) {
    if (!isOverdrawn(error)) throw error;
    return runBatch(trips, commands, ports, clock, lockMs, true);
  }
}

/** Whatever is asked of `client` in one go is one trip. */
async function runBatch(
  client: Queryable,
  commands: readonly Command[],
  ports: Ports,
  clock: LedgerClock,
  lockMs: number,
  budgetsLocked: boolean,
): Promise<Committed> {
  try {
    const askedAt = performance.now();
    const begun = [begin, ...lockLimit(lockMs)].map((statement) => client.query(statement));
    const rows = await BatchRows.lock(client, commands, begun, budgetsLocked);
    clock.learn(rows.now, askedAt);
    const outcomes: Outcome[] = [];
    const unused: ReceiptKey[] = [];
    const alerts: Alert[] = [];
    for (const command of commands) {
      const decided = decideOne(command, rows, ports);
      const { outcome, changes } = decided instanceof Promise ? await decided : decided;
      outcomes.push(outcome);
      if (changes === undefined) {
        unused.push(...freshClaimOf(command, rows));
        continue;
      }
      alerts.push(...(changes.alerts ?? []));
      const accepted = rows.accept(changes);
      if (accepted !== undefined) await accepted;
    }
    const drawing = rows.budgets.drawing();
    const writes = [...writesOf(rows, unused), ...drawing, commit];
    const answers = await Promise.all(writes.map((statement) => client.query(statement)));
    // Postgres answers the COMMIT of a transaction that has failed with a ROLLBACK and no error.
    const command = answers.at(-1)?.command;
    if (command !== 'COMMIT') throw new Error(`the transaction ended with ${command}`);
    if (drawing.length > 0) rows.budgets.drawn(answers.at(-2)?.rows ?? []);
    return { outcomes, ...changedBy(rows), alerts };
  } catch (error) {
    // A connection that is gone has rolled back by itself; one that is not, rolls back now.
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
}

function decideOne(command: Command, rows: BatchRows, ports: Ports): Decision | Promise<Decision> {
  const undecided = (error: unknown): Decision => {
    // An error of a statement or of the connection has ended the whole transaction: it is the batch's, not the item's.
    if (error instanceof Error && ('severity' in error || isTransient(error))) throw error;
    if (error instanceof PurseFull) return { outcome: refused('amount_too_large', error.message) };
    ports.alert('a command could not be decided', { command: command.kind, error });
    return { outcome: refused('internal_error', 'the request could not be decided; it has had no effect') };
  };
  try {
    const decided = knownReceipt(command, rows) ?? decide(command, rows, ports);
    return decided instanceof Promise ? decided.catch(undecided) : decided;
  } catch (error) {
    return undecided(error);
  }
}

/** The key a refused command claimed in vain. A hold or a dry return may name a key that another command has claimed. */
function freshClaimOf(command: Command, rows: BatchRows): ReceiptKey[] {
  const claim = claimOf(command);
  return claim !== undefined && rows.key(keyText(claim))?.fresh === true ? [claim] : [];
}

/** A receipt whose key was there before this batch: sent again, another one of the same number, or cancelled. */
function knownReceipt(command: Command, rows: BatchRows): Decision | undefined {
  if (command.kind !== 'sale' && command.kind !== 'return' && command.kind !== 'unmatched-return') return undefined;
  const key = rows.key(keyText(command.key));
  if (key === undefined || key.fresh) return undefined;
  const { till, businessDay, number } = command.key;
  const name = `${command.key.kind} ${number} of till ${till} on ${businessDay}`;
  if (key.receipt === undefined)
    return { outcome: refused('receipt_cancelled', `${name} was cancelled before it arrived`) };
  const row = rows.receipt(key.receipt);
  if (row === undefined) throw new Error(`receipt ${key.receipt} of a key is missing`);
  if (key.fingerprint === undefined || !command.fingerprint.equals(key.fingerprint)) {
    return { outcome: refused('receipt_conflict', `${name} is committed with other contents, as receipt ${row.id}`) };
  }
  if (row.state === 'cancelled') return { outcome: refused('receipt_cancelled', `${name} was cancelled`) };
  // After a commit whose outcome was unknown, the receipt found is the one this very command made.
  return done(row.reply, {}, row.id !== command.id);
}
