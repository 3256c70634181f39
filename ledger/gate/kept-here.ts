/**
 * Which versions of parties this gateway has brought to Redis itself, so that it need not see to them again when it
 * reads of their change in the outbox. What it knows is of one Redis, on one connection and under one epoch: another
 * server, or the same one set back, may hold anything. A Redis that evicts under memory pressure may let an older party in
 * within the life of one request; a quote may then be stale until the party changes, which the commit finds out.
 */
import { LRUCache } from 'lru-cache';

/** Of which Redis one speaks. */
export interface RedisLife {
  readonly generation: number;
  readonly epoch: string;
}

/** The outbox is read every second; this is several seconds of the busiest shop. */
const remembered = 50_000;

export class KeptHere {
  readonly #versions = new LRUCache<number, number>({ max: remembered });
  #life: RedisLife = { generation: 0, epoch: '' };

  /** That Redis has the party at this version or a later one. */
  learn(life: RedisLife, party: number, version: number): void {
    if (!this.#isOf(life)) return;
    if ((this.#versions.get(party) ?? 0) < version) this.#versions.set(party, version);
  }

  /** Of the changes, [party, version], those that Redis may not have heard of. */
  unheard(life: RedisLife, changes: readonly (readonly [number, number])[]): readonly (readonly [number, number])[] {
    if (this.#isOf(life)) return changes.filter(([party, version]) => (this.#versions.get(party) ?? 0) < version);
    this.#life = { generation: life.generation, epoch: life.epoch };
    this.#versions.clear();
    return changes;
  }

  #isOf({ generation, epoch }: RedisLife): boolean {
    return generation === this.#life.generation && epoch === this.#life.epoch;
  }
}
