/** The current versions as this gateway knows them: switched when the outbox says so, one code after another. */
import type { Queryable } from '../../ledger/database.ts';
import { type CurrentVersion, currentVersions } from '../../ledger/reference/current.ts';
import type { ReferenceKind } from '../../ledger/reference/kind.ts';

export class CurrentReferences {
  /** Goes up with every change, for who keeps what was made of them. */
  generation = 0;
  readonly #database: Queryable;
  readonly #prepare: (version: CurrentVersion) => Promise<void>;
  readonly #byKind = new Map<ReferenceKind, Map<string, CurrentVersion>>();
  readonly #switching = new Map<string, Promise<void>>();

  /** `prepare` gets ready what a version needs before it is the current one here. */
  constructor(database: Queryable, prepare: (version: CurrentVersion) => Promise<void>) {
    this.#database = database;
    this.#prepare = prepare;
  }

  of(kind: ReferenceKind, code: string): CurrentVersion | undefined {
    return this.#byKind.get(kind)?.get(code);
  }

  all(kind: ReferenceKind): readonly CurrentVersion[] {
    return [...(this.#byKind.get(kind)?.values() ?? [])];
  }

  /** Of two switches of a code the one read last stays: they come one after another. */
  refresh(kind: ReferenceKind, code: string): Promise<void> {
    const key = `${kind}/${code}`;
    const next = (this.#switching.get(key) ?? Promise.resolve())
      .catch(() => {})
      .then(async () => {
        const [version] = await currentVersions(this.#database, kind, code);
        if (version !== undefined) await this.#switchTo(version);
      });
    this.#switching.set(key, next);
    return next.finally(() => {
      if (this.#switching.get(key) === next) this.#switching.delete(key);
    });
  }

  async refreshAll(): Promise<void> {
    for (const { kind, code } of await currentVersions(this.#database)) {
      // What is there is read again in its turn: a switch may be under way.
      await this.refresh(kind, code);
    }
  }

  async #switchTo(version: CurrentVersion): Promise<void> {
    if (this.of(version.kind, version.code)?.id === version.id) return;
    await this.#prepare(version);
    const byCode = this.#byKind.get(version.kind) ?? new Map<string, CurrentVersion>();
    this.#byKind.set(version.kind, byCode.set(version.code, version));
    this.generation += 1;
  }
}
