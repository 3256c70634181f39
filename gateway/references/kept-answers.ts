/**
 * Answers of the database that never change, kept while they are asked for: a key names an immutable version, so nothing
 * is ever to be forgotten. That there is nothing is an answer, too.
 */
import { LRUCache } from 'lru-cache';
import { coalesced } from '../../ledger/coalesce.ts';

export class KeptAnswers<V extends object> {
  readonly #kept: LRUCache<string, V>;
  readonly #ask: (keys: readonly string[]) => Promise<Map<string, V>>;

  /** `ask` answers every key; those asked for in one moment come in one call. */
  constructor(max: number, ask: (keys: readonly string[]) => Promise<ReadonlyMap<string, V>>) {
    this.#kept = new LRUCache({ max });
    this.#ask = coalesced(ask);
  }

  /** In the order of the keys; at once where all are kept. */
  get(keys: readonly string[]): readonly V[] | Promise<readonly V[]> {
    const found: V[] = [];
    let missing: string[] | undefined;
    for (const key of keys) {
      const kept = this.#kept.get(key);
      if (kept !== undefined) found.push(kept);
      else if (missing === undefined) missing = [key];
      else missing.push(key);
    }
    return missing === undefined ? found : this.#lookUp(keys, missing);
  }

  async #lookUp(keys: readonly string[], missing: readonly string[]): Promise<readonly V[]> {
    const answers = await this.#ask(missing);
    for (const [key, value] of answers) this.#kept.set(key, value);
    return keys.map((key) => {
      const value = answers.get(key) ?? this.#kept.get(key);
      if (value === undefined) throw new Error(`nothing was answered to ${key}`);
      return value;
    });
  }
}
