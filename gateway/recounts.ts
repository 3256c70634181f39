/**
 * Counts new counters of the programmes in force from the receipts there are, a little at a time beside the requests:
 * what is counted and how is compiled here, ledger/counters goes through the receipts.
 */
import type { Logger } from 'pino';
import { type Counted, type Recounted, recount } from '../ledger/counters/recount.ts';
import type { Database } from '../ledger/database.ts';
import { listVersions } from '../ledger/programs/list.ts';
import { findDocument } from '../ledger/programs/versions.ts';
import type { ReceiptRow } from '../ledger/receipts/receipt-row.ts';
import { compileFactsPolicy } from '../rules/compile/facts-policy.ts';
import type { Counts, EvaluationInput } from '../rules/model/evaluation.ts';
import type { ProgrammeDocument } from '../rules/program/schema.ts';
import { firstKept, windowOf } from '../rules/state/counter-window.ts';
import { changeCounters } from '../rules/state/counters.ts';
import type { CommittedReceipt } from './contract/quote.ts';
import type { Counting, CountingOf } from './counting.ts';
import type { Metrics } from './metrics.ts';
import type { ProgrammeRegistry, ProgrammeVersion } from './programmes.ts';

export interface RecountParts {
  readonly database: Database;
  readonly programmes: Pick<ProgrammeRegistry, 'published'>;
  readonly counting: Counting;
  readonly metrics: Pick<Metrics, 'watch'>;
  readonly log: Pick<Logger, 'info'>;
}

/** A receipt has its id when it comes in: an attempt to commit it is given up long before. */
const lagMs = 300_000;
/** As many receipts as are committed together under load: nobody waits for them longer than for a batch. */
const chunk = 64;
/** One round is no longer than this, so that a gateway that stops need not wait for years of receipts. */
const roundMs = 2_000;
const versionsAPage = 200;

export interface Recounts {
  /** As many receipts as a round takes; until there is nothing to do, where `roundMs` is infinite. */
  round(options?: { chunk?: number; lagMs?: number; roundMs?: number }): Promise<Recounted>;
}

export function createRecounts({ database, programmes, counting, metrics, log }: RecountParts): Recounts {
  const keysOfVersions = new Map<string, readonly string[]>();
  const total = { lookedAt: 0, counted: 0 };
  metrics.watch(
    'recounted_receipts',
    'Receipts looked at for counters that were published after them',
    () => total.lookedAt,
  );

  /** Numbers of a programme's versions that have all of these keys. What a version has never changes. */
  const versionsWith = async (programme: string, keys: readonly string[]): Promise<number[]> => {
    const found: number[] = [];
    for (let before: number | undefined; ; ) {
      const page = await listVersions(database, programme, { before, limit: versionsAPage });
      for (const { version, hash } of page) {
        const known = keysOfVersions.get(hash) ?? keysIn(await findDocument(database, programme, version));
        keysOfVersions.set(hash, known);
        if (keys.every((key) => known.includes(key))) found.push(version);
      }
      if (page.length < versionsAPage) return found;
      before = page.at(-1)?.version;
    }
  };

  const countedOf = async (programme: ProgrammeVersion): Promise<Counted> => {
    const keys = programme.facts.counters.map(({ key }) => key);
    const found = keys.length === 0 ? undefined : await counting(programme);
    return {
      programme: programme.code,
      version: programme.version,
      keys,
      from: (fresh) => Math.min(...fresh.map((key) => firstKept(windowOf(key), Date.now()))),
      versions: () => versionsWith(programme.code, keys),
      counts: (row) => (found === undefined ? {} : countsOfRow(row, found)),
      add: changeCounters,
    };
  };

  return {
    async round(options = {}) {
      const began = performance.now();
      const sum = { lookedAt: 0, counted: 0, more: false, caughtUp: false };
      for (const programme of programmes.published()) {
        const counted = await countedOf(programme);
        let more = true;
        while (more && performance.now() - began < (options.roundMs ?? roundMs)) {
          const done = await recount(database, counted, { chunk, lagMs, ...options });
          sum.lookedAt += done.lookedAt;
          sum.counted += done.counted;
          more = done.more;
          sum.caughtUp ||= done.caughtUp;
          if (done.caughtUp)
            log.info({ program: programme.code }, 'its counters are counted from all receipts there are');
        }
        sum.more ||= more;
      }
      total.lookedAt += sum.lookedAt;
      total.counted += sum.counted;
      if (sum.counted > 0)
        log.info(
          { counted: sum.counted, lookedAt: sum.lookedAt, total },
          'receipts were counted for counters published after them',
        );
      return sum;
    },
  };
}

function keysIn(found: { readonly document: unknown } | undefined): readonly string[] {
  return found === undefined
    ? []
    : compileFactsPolicy(found.document as ProgrammeDocument).counters.map(({ key }) => key);
}

/** As it was attached, where it was. */
function countsOfRow(row: ReceiptRow, counting: CountingOf): Counts {
  if (row.input === undefined) return {};
  const { lines } = JSON.parse(row.attached ?? row.reply) as CommittedReceipt;
  return counting(JSON.parse(row.input) as EvaluationInput, lines);
}
