/**
 * What a rule gives on each line it touches, by the place of the line: what a map would answer, but found only when it is
 * asked. Most bids are alone on their lines and win without anybody looking; a map a bid was a tenth of an evaluation.
 */
import type { BasketLine } from './basket.ts';
import type { Integer } from './exact.ts';

/** A ReadonlyMap<BasketLine, Integer> has all of it. */
export interface GainsByLine {
  readonly size: number;
  has(line: BasketLine): boolean;
  get(line: BasketLine): Integer | undefined;
  keys(): Iterable<BasketLine>;
}

export class LineGains implements GainsByLine {
  readonly #on: readonly { readonly line: BasketLine }[];
  readonly #gains: readonly Integer[];
  readonly #touched: { has(index: number): boolean } | undefined;
  #lines: BasketLine[] | undefined;
  readonly #kept: Integer[] = [];

  /**
   * @param on in the order of the basket
   * @param touched places of lines that it touches though it gains nothing on them
   */
  constructor(
    on: readonly { readonly line: BasketLine }[],
    gains: readonly Integer[],
    touched?: { has(index: number): boolean },
  ) {
    this.#on = on;
    this.#gains = gains;
    this.#touched = touched;
  }

  get size(): number {
    return this.keys().length;
  }

  has(line: BasketLine): boolean {
    return this.#placeOf(line) !== undefined;
  }

  get(line: BasketLine): Integer | undefined {
    const place = this.#placeOf(line);
    return place === undefined ? undefined : this.#kept[place];
  }

  keys(): readonly BasketLine[] {
    if (this.#lines !== undefined) return this.#lines;
    const lines: BasketLine[] = [];
    for (let index = 0; index < this.#on.length; index++) {
      const gain = this.#gains[index] ?? 0;
      if (gain <= 0 && this.#touched?.has(index) !== true) continue;
      lines.push((this.#on[index] as { line: BasketLine }).line);
      this.#kept.push(gain);
    }
    this.#lines = lines;
    return lines;
  }

  #placeOf(line: BasketLine): number | undefined {
    const lines = this.keys();
    let [from, to] = [0, lines.length];
    while (from < to) {
      const middle = (from + to) >>> 1;
      if ((lines[middle] as BasketLine).index < line.index) from = middle + 1;
      else to = middle;
    }
    return lines[from] === line ? from : undefined;
  }
}
