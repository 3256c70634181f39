/** Work that is done one after another, of which only so much may wait. */
export class Turns {
  readonly #mayWait: number;
  #unfinished = 0;
  #last: Promise<unknown> = Promise.resolve();

  /** @param mayWait beside the one that is under way. */
  constructor(mayWait: number) {
    this.#mayWait = mayWait;
  }

  get full(): boolean {
    return this.#unfinished > this.#mayWait;
  }

  /** Ends as the work does; what comes after it does not care how that was. */
  async take<Result>(work: () => Promise<Result>): Promise<Result> {
    this.#unfinished += 1;
    const turn = this.#last.then(work);
    this.#last = turn.catch(() => {});
    try {
      return await turn;
    } finally {
      this.#unfinished -= 1;
    }
  }

  /** When all that was taken so far has ended. */
  async ended(): Promise<void> {
    await this.#last;
  }
}
