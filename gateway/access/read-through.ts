/**
 * A bounded cache before a look-up. Two things it must get right: those who ask for the same key at once share one
 * look-up, and what was read before a change was announced is not kept after it.
 */
import { LRUCache } from 'lru-cache';

interface Options {
  readonly max: number;
  /** Belt and braces: a change whose announcement was lost is seen after so long. */
  readonly ttlMs: number;
}

export class ReadThrough<V extends object> {
  readonly #kept: LRUCache<string, V>;
  readonly #underWay = new Map<string, Promise<V | undefined>>();
  readonly #read: (key: string) => Promise<V | undefined>;

  /** `read` answers undefined for what is not there; that is never kept. */
  constructor(options: Options, read: (key: string) => Promise<V | undefined>) {
    this.#kept = new LRUCache({ max: options.max, ttl: options.ttlMs, ttlResolution: 100 });
    this.#read = read;
  }

  /** What is kept is given at once: most of what a receipt asks for is, and a promise more each time adds up. */
  get(key: string): V | Promise<V | undefined> {
    return this.#kept.get(key) ?? this.#underWay.get(key) ?? this.#lookUp(key);
  }

  #lookUp(key: string): Promise<V | undefined> {
    const reading = this.#read(key)
      .then((value) => {
        // Forgotten meanwhile: it is good enough for who asked before the change, not for who asks after it.
        if (value !== undefined && this.#underWay.get(key) === reading) this.#kept.set(key, value);
        return value;
      })
      .finally(() => {
        if (this.#underWay.get(key) === reading) this.#underWay.delete(key);
      });
    this.#underWay.set(key, reading);
    return reading;
  }

  forget(key: string): void {
    this.#kept.delete(key);
    this.#underWay.delete(key);
  }

  clear(): void {
    this.#kept.clear();
    this.#underWay.clear();
  }
}
