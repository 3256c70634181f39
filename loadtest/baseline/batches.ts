/**
 * Receipts that arrive together are one durable insert. Clocked by itself: a lane that is free takes what has gathered;
 * while it waits for the disk the next batch gathers.
 */
import pg from 'pg';

export interface Row {
  readonly id: string;
  readonly till: string;
  readonly number: string;
  readonly card: string | null;
  readonly redeemed: number;
  readonly committedAt: string;
  readonly body: string;
}

interface Waiting {
  readonly row: Row;
  readonly done: () => void;
  readonly failed: (error: unknown) => void;
}

export class Batches {
  readonly #pool: pg.Pool;
  readonly #insert: string;
  readonly #maxBatch: number;
  readonly #onBatch: (size: number) => void;
  #free: number;
  #waiting: Waiting[] = [];

  constructor(options: {
    databaseUrl: string;
    insert: string;
    lanes: number;
    maxBatch: number;
    onBatch: (size: number) => void;
  }) {
    this.#pool = new pg.Pool({ connectionString: options.databaseUrl, max: options.lanes });
    this.#insert = options.insert;
    this.#maxBatch = options.maxBatch;
    this.#onBatch = options.onBatch;
    this.#free = options.lanes;
  }

  /** Resolves when the row is on disk. */
  add(row: Row): Promise<void> {
    return new Promise((done, failed) => {
      this.#waiting.push({ row, done, failed });
      if (this.#free > 0) void this.#run();
    });
  }

  async #run(): Promise<void> {
    this.#free -= 1;
    // What the same turn of the event loop brings belongs to the batch.
    await new Promise(setImmediate);
    while (this.#waiting.length > 0) await this.#flush(this.#waiting.splice(0, this.#maxBatch));
    this.#free += 1;
  }

  async #flush(batch: readonly Waiting[]): Promise<void> {
    this.#onBatch(batch.length);
    const rows = batch.map(({ row }) => row);
    try {
      await this.#pool.query({
        name: 'insert',
        text: this.#insert,
        values: [
          rows.map(({ id }) => id),
          rows.map(({ till }) => till),
          rows.map(({ number }) => number),
          rows.map(({ card }) => card),
          rows.map(({ redeemed }) => redeemed),
          rows.map(({ committedAt }) => committedAt),
          rows.map(({ body }) => body),
        ],
      });
      for (const { done } of batch) done();
    } catch (error) {
      for (const { failed } of batch) failed(error);
    }
  }

  close(): Promise<void> {
    return this.#pool.end();
  }
}
