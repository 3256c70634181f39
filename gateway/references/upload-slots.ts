/** How many uploads a gateway takes at a time: each has some megabytes in hand, and a connection to Postgres most of the time. */
import { refuse } from '../contract/errors.ts';

const atOnce = 4;

export class UploadSlots {
  #taken = 0;

  /** Refuses overloaded. */
  async within<T>(work: () => Promise<T>): Promise<T> {
    if (this.#taken >= atOnce) {
      refuse('overloaded', `This gateway takes ${atOnce} uploads at a time.`, { retryAfterSeconds: 10 });
    }
    this.#taken += 1;
    try {
      return await work();
    } finally {
      this.#taken -= 1;
    }
  }
}
