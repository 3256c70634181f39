/**
 * The bytes that JSON is written into, one reply after the other into the same ones. Texts put together piece by piece are
 * chains of thousands of pieces that somebody has to walk along in the end, and each number in them is a text of its own;
 * bytes are there once they are written.
 */

/** Names and punctuation as they are copied into JSON. */
export const fixed = (json: string): Uint8Array => Buffer.from(json);

export class JsonBytes {
  #bytes = Buffer.allocUnsafeSlow(65_536);
  #at = 0;
  /** Where what `cut` gives next begins. */
  #from = 0;

  begin(): void {
    this.#at = 0;
    this.#from = 0;
  }

  /** What has been written since the last cut. */
  cut(): string {
    const text = this.#bytes.toString('utf8', this.#from, this.#at);
    this.#from = this.#at;
    return text;
  }

  fixed(json: Uint8Array): void {
    const { length } = json;
    this.#room(length);
    const bytes = this.#bytes;
    let at = this.#at;
    for (let index = 0; index < length; index += 1) bytes[at++] = json[index] as number;
    this.#at = at;
  }

  /** JSON of any characters. */
  json(json: string): void {
    this.#room(3 * json.length);
    this.#at += this.#bytes.write(json, this.#at);
  }

  /** What stands before a number, and the number. */
  number(before: Uint8Array, value: number): void {
    const { length } = before;
    this.#room(length + 16);
    const bytes = this.#bytes;
    let at = this.#at;
    for (let index = 0; index < length; index += 1) bytes[at++] = before[index] as number;
    if (value >> 0 === value && value >= 0) {
      this.#at = digits(bytes, at, value);
    } else {
      this.#at = at;
      this.json(`${value}`);
    }
  }

  /** As `number`, of a number of thousandths the number itself, without zeros in its end. */
  thousandths(before: Uint8Array, value: number): void {
    const whole = (value / 1000) | 0;
    let rest = value - whole * 1000;
    if (value >> 0 !== value || value < 0) {
      this.fixed(before);
      this.json(`${value / 1000}`);
      return;
    }
    this.number(before, whole);
    if (rest === 0) return;
    const bytes = this.#bytes;
    let at = this.#at;
    bytes[at++] = point;
    for (let unit = 100; rest > 0; unit /= 10) {
      const digit = (rest / unit) | 0;
      bytes[at++] = zero + digit;
      rest -= digit * unit;
    }
    this.#at = at;
  }

  #room(count: number): void {
    if (this.#at + count <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafeSlow(2 * (this.#at + count));
    this.#bytes.copy(larger, 0, 0, this.#at);
    this.#bytes = larger;
  }
}

const zero = 48;
const point = 46;

/** @param value from 0 to 2^31 - 1; where its digits end is returned */
function digits(bytes: Buffer, at: number, value: number): number {
  let end = at + 1;
  for (let above = 10; value >= above; above *= 10) end += 1;
  let rest = value;
  for (let place = end - 1; place > at; place -= 1) {
    const tenth = (rest / 10) | 0;
    bytes[place] = zero + rest - tenth * 10;
    rest = tenth;
  }
  bytes[at] = zero + rest;
  return end;
}
