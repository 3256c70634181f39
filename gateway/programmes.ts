/**
 * The programmes in force: which version of each code is current, and what the gateway must know of any version. A
 * version becomes current here only when every worker has compiled it and the lists that it names are at hand, so that no
 * receipt meets a cold worker.
 */
import type { Queryable } from '../ledger/database.ts';
import type { OutboxEvent } from '../ledger/outbox/append.ts';
import { listProgrammes } from '../ledger/programs/list.ts';
import { findDocument, type VersionDocument } from '../ledger/programs/versions.ts';
import { occasionsOf } from '../rules/compile/apart.ts';
import { compileFactsPolicy } from '../rules/compile/facts-policy.ts';
import { compilePointsPolicy } from '../rules/compile/points-policy.ts';
import { compileReferencesPolicy } from '../rules/compile/references-policy.ts';
import type { FactsPolicy } from '../rules/model/facts-policy.ts';
import type { PointsPolicy } from '../rules/model/points-policy.ts';
import type { ReferencesPolicy } from '../rules/model/references-policy.ts';
import { programDefaults } from '../rules/program/defaults.ts';
import type { ProgrammeDocument } from '../rules/program/schema.ts';
import type { Evaluator } from '../workers/evaluator.ts';
import { ReadThrough } from './access/read-through.ts';
import type { References } from './references/references.ts';

export interface ProgrammeVersion {
  readonly code: string;
  readonly version: number;
  readonly hash: string;
  readonly currency: string;
  readonly minorUnits: number;
  readonly timezone: string;
  readonly policy: PointsPolicy;
  readonly facts: FactsPolicy;
  readonly references: ReferencesPolicy;
  /** What its rules are `on`: receipt, birthday, activity:survey … */
  readonly occasions: ReadonlySet<string>;
}

interface AnyVersion extends ProgrammeVersion {
  readonly state: VersionDocument['state'];
}

export interface ProgrammeRegistry {
  /** The published version of a code that every worker has compiled; undefined: none is published. */
  current(code: string): ProgrammeVersion | undefined;
  /** All that are current. */
  published(): readonly ProgrammeVersion[];
  /** A published version by its number, as a quote names it; revoked, and undefined (never published), are told apart. */
  get(code: string, version: number): Promise<ProgrammeVersion | 'revoked' | undefined>;
  /** A version whatever its state: what a receipt of last year was evaluated under. */
  find(code: string, version: number): AnyVersion | Promise<AnyVersion | undefined>;
  /** Reads a code's current version again and switches to it once every worker has compiled it. */
  refresh(code: string): Promise<void>;
  /** Reads all of them: at start, and when events may have been missed. */
  refreshAll(): Promise<void>;
  apply(event: OutboxEvent): Promise<void>;
  /** Codes whose newest publication could not be followed, and why: what was in force before still is. */
  faults(): ReadonlyMap<string, string>;
}

/** `onCurrent` hears of every version that becomes current here, and when it has. */
export function createProgrammes(
  database: Queryable,
  evaluator: Pick<Evaluator, 'load'>,
  references: Pick<References, 'prepare'>,
  onCurrent?: (version: ProgrammeVersion) => void,
): ProgrammeRegistry {
  const current = new Map<string, ProgrammeVersion>();
  const faults = new Map<string, string>();
  const versions = new ReadThrough<AnyVersion>({ max: 500, ttlMs: 60_000 }, async (key) => {
    const at = key.lastIndexOf('@');
    const found = await findDocument(database, key.slice(0, at), Number(key.slice(at + 1)));
    return found && { ...versionOf(found), state: found.state };
  });
  const find = (code: string, version: number) => versions.get(`${code}@${version}`);

  const switchTo = async (code: string): Promise<void> => {
    versions.clear();
    const found = await findDocument(database, code);
    if (found === undefined) {
      current.delete(code);
      return;
    }
    const known = current.get(code);
    if (known?.version === found.version && known.hash === found.hash) return;
    const version = versionOf(found);
    await Promise.all([evaluator.load(found), references.prepare(version.references)]);
    current.set(code, version);
    onCurrent?.(version);
  };
  // One after another for each code: of two publications the one read last is the one that stays.
  const switching = new Map<string, Promise<void>>();
  const refresh = (code: string): Promise<void> => {
    const next = (switching.get(code) ?? Promise.resolve())
      .catch(() => {})
      .then(() => switchTo(code))
      .then(
        () => void faults.delete(code),
        (error: unknown) => {
          faults.set(code, error instanceof Error ? error.message : String(error));
          throw error;
        },
      );
    switching.set(code, next);
    return next.finally(() => {
      if (switching.get(code) === next) switching.delete(code);
    });
  };

  return {
    current: (code) => current.get(code),
    published: () => [...current.values()],
    async get(code, version) {
      const found = await find(code, version);
      if (found?.state === 'revoked') return 'revoked';
      return found?.state === 'published' ? found : undefined;
    },
    find,
    refresh,
    async refreshAll() {
      const codes = new Set([...current.keys(), ...(await listProgrammes(database)).map(({ code }) => code)]);
      await Promise.all([...codes].map(refresh));
    },
    async apply(event) {
      if (event.event === 'programme') await refresh(event.code);
    },
    faults: () => faults,
  };
}

function versionOf({ code, version, hash, document }: VersionDocument): ProgrammeVersion {
  // It has been through parseProgramme before it was saved.
  const { program } = document as ProgrammeDocument;
  return {
    code,
    version,
    hash,
    currency: program.currency ?? programDefaults.currency,
    minorUnits: program.minorUnits ?? programDefaults.minorUnits,
    timezone: program.timezone ?? programDefaults.timezone,
    policy: compilePointsPolicy(document as ProgrammeDocument),
    occasions: occasionsOf(document as ProgrammeDocument),
    facts: compileFactsPolicy(document as ProgrammeDocument),
    references: compileReferencesPolicy(document as ProgrammeDocument),
  };
}
