/** Lists of goods in the process's memory: a set of skus for each that a programme names. */
import type { Queryable } from '../../ledger/database.ts';
import type { CurrentVersion } from '../../ledger/reference/current.ts';
import { skusOf } from '../../ledger/reference/read.ts';
import type { Receipt, ReceiptLine } from '../../rules/model/receipt.ts';
import type { CurrentReferences } from './current.ts';

interface LoadedList {
  readonly id: number;
  readonly code: string;
  readonly version: number;
  readonly skus: ReadonlySet<string>;
}

export class Lists {
  readonly #database: Queryable;
  readonly #loaded = new Map<string, LoadedList>();
  readonly #loading = new Map<number, Promise<void>>();

  constructor(database: Queryable) {
    this.#database = database;
  }

  /** Has a list at hand, if there is one of this code. */
  async want(code: string, current: CurrentReferences): Promise<void> {
    for (let version = current.of('list', code); version !== undefined; version = current.of('list', code)) {
      if (this.#loaded.get(code)?.id === version.id) return;
      await this.#load(version);
    }
  }

  /**
   * Before a version becomes the current one here: of a list that has been asked for the set is there whole, or it is
   * still the one before.
   */
  async prepare(version: CurrentVersion): Promise<void> {
    if (this.#loaded.has(version.code)) await this.#load(version);
  }

  /** The receipt with the codes of lists on its lines, and the versions of those there are. */
  async tell(
    receipt: Receipt,
    codes: readonly string[],
    current: CurrentReferences,
  ): Promise<{ readonly receipt: Receipt; readonly versions: Readonly<Record<string, number>> }> {
    const lists: LoadedList[] = [];
    for (const code of codes) {
      if (!this.#loaded.has(code)) await this.want(code, current);
      const list = this.#loaded.get(code);
      if (list !== undefined) lists.push(list);
    }
    return {
      receipt: { ...receipt, lines: receipt.lines.map((line) => withLists(line, lists)) },
      versions: Object.fromEntries(lists.map(({ code, version }) => [code, version])),
    };
  }

  #load(version: CurrentVersion): Promise<void> {
    const under = this.#loading.get(version.id) ?? this.#read(version);
    this.#loading.set(version.id, under);
    return under.finally(() => this.#loading.delete(version.id));
  }

  async #read({ id, code, version }: CurrentVersion): Promise<void> {
    const skus = new Set<string>();
    for await (const some of skusOf(this.#database, id)) for (const sku of some) skus.add(sku);
    // One that was read longer than the next one is not put over it.
    if ((this.#loaded.get(code)?.version ?? 0) < version) this.#loaded.set(code, { id, code, version, skus });
  }
}

function withLists(line: ReceiptLine, lists: readonly LoadedList[]): ReceiptLine {
  const codes = lists.flatMap(({ code, skus }) => (skus.has(line.sku) ? [code] : []));
  return codes.length === 0 ? line : { ...line, lists: codes };
}
