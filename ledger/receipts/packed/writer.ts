/**
 * The bytes that packed values are written into, one receipt after the other into the same ones. reader.ts reads them.
 *
 * A number is a byte or more, by the first of them:
 *     0-191  itself          192-223  13 bits, from 192 on      224-239  20 bits, from 8,384 on
 *     240  32 bits           241  a double, eight bytes         242  thousandths: the number that follows, by 1,000
 *     243  negative: what follows, less than nothing            244  48 bits
 *
 * A text is its length and how it is written, as one number, then Latin-1 or, where it has other characters, UTF-16: as
 * V8 holds it, so that not even half a surrogate pair is lost.
 *
 * A word is a text that comes again and again: its number among the words of the receipt, or 0 and the text.
 */
import { commonWords } from './words.ts';

/** More different words than this are not words; they are forgotten, and found anew. */
const wordsAtMost = 10_000;

export interface Word {
  readonly text: string;
  /** As JSON has it, quotes included. */
  readonly json: Uint8Array;
  /** The receipt it was last met in; of common words one that no receipt comes after. */
  receipt: number;
  /** Its number in there. */
  place: number;
}

const everyReceipt = Number.MAX_SAFE_INTEGER;

const wordFor = (text: string, receipt: number, place: number): Word => ({
  text,
  json: Buffer.from(JSON.stringify(text)),
  receipt,
  place,
});

const common = (): Map<string, Word> =>
  new Map([...commonWords].map(([word, place]) => [word, wordFor(word, everyReceipt, place)]));

export class Writer {
  #bytes = Buffer.allocUnsafeSlow(65_536);
  at = 0;
  #receipt = 0;
  /** Those of this receipt, by their numbers. */
  readonly #met: Word[] = [];
  #words = common();

  begin(): void {
    this.at = 0;
    this.#receipt += 1;
    this.#met.length = 0;
    if (this.#words.size > wordsAtMost) this.#words = common();
  }

  /** A copy of what has been written since `begin`. */
  end(): Buffer {
    return Buffer.from(this.#bytes.subarray(0, this.at));
  }

  /** The same, each byte a character: threads hand a text over for less than bytes. */
  endAsText(): string {
    return this.#bytes.toString('latin1', 0, this.at);
  }

  /** Whatever was written since is taken back, and with it the words that were new. */
  back(at: number, words: number): void {
    this.at = at;
    for (let place = words; place < this.#met.length; place += 1) (this.#met[place] as Word).receipt = 0;
    this.#met.length = words;
  }

  get words(): number {
    return this.#met.length;
  }

  /** Leaves so many bytes to be `put` later. */
  skip(count: number): void {
    this.#room(count);
    this.at += count;
  }

  put(at: number, byte: number): void {
    this.#bytes[at] = byte;
  }

  byte(value: number): void {
    this.#room(1);
    this.#bytes[this.at++] = value;
  }

  /** False where JSON has no such number. */
  number(value: number): boolean {
    this.#room(16);
    if (value >> 0 === value && value >= 0 && value < 192) {
      this.#bytes[this.at++] = value;
      return true;
    }
    return this.#larger(value);
  }

  #larger(value: number): boolean {
    const bytes = this.#bytes;
    if (value >> 0 === value && value >= 0) {
      if (value < 8_384) {
        const rest = value - 192;
        bytes[this.at++] = 192 | (rest >> 8);
        bytes[this.at++] = rest;
      } else if (value < 1_056_960) {
        const rest = value - 8_384;
        bytes[this.at++] = 224 | (rest >> 16);
        bytes[this.at++] = rest >> 8;
        bytes[this.at++] = rest;
      } else {
        bytes[this.at++] = 240;
        this.at = bytes.writeUInt32BE(value, this.at);
      }
      return true;
    }
    if (!Number.isFinite(value)) return false;
    if (value < 0 && Number.isSafeInteger(value)) {
      bytes[this.at++] = 243;
      return this.number(-value);
    }
    if (Number.isInteger(value) && value > 0 && value < 0x1_0000_0000_0000) {
      bytes[this.at++] = 244;
      this.at = bytes.writeUIntBE(value, this.at, 6);
      return true;
    }
    const thousandths = Math.round(value * 1000);
    if (thousandths > 0 && thousandths < 0x4000_0000 && thousandths / 1000 === value) {
      bytes[this.at++] = 242;
      return this.number(thousandths);
    }
    bytes[this.at++] = 241;
    this.at = bytes.writeDoubleBE(value, this.at);
    return true;
  }

  text(value: string): void {
    const { length } = value;
    this.#room(16 + 2 * length);
    const before = this.at;
    this.number(length * 2);
    const bytes = this.#bytes;
    let { at } = this;
    for (let index = 0; index < length; index += 1) {
      const code = value.charCodeAt(index);
      if (code > 255) {
        this.at = before;
        this.number(length * 2 + 1);
        this.at += this.#bytes.write(value, this.at, 'utf16le');
        return;
      }
      bytes[at++] = code;
    }
    this.at = at;
  }

  word(value: string): void {
    this.known(this.wordOf(value));
  }

  wordOf(value: string): Word {
    let word = this.#words.get(value);
    if (word === undefined) {
      word = wordFor(value, 0, 0);
      this.#words.set(value, word);
    }
    return word;
  }

  /** As `word`, of one that was looked up. */
  known(word: Word): void {
    if (word.receipt >= this.#receipt) {
      this.number(word.place);
      return;
    }
    word.receipt = this.#receipt;
    word.place = this.#met.push(word) + commonWords.size;
    this.number(0);
    this.text(word.text);
  }

  /** Bytes that another writer has written, each of them a character. */
  bytes(bytes: string): void {
    this.#room(bytes.length);
    this.at += this.#bytes.write(bytes, this.at, 'latin1');
  }

  #room(count: number): void {
    if (this.at + count <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafeSlow(2 * (this.at + count));
    this.#bytes.copy(larger, 0, 0, this.at);
    this.#bytes = larger;
  }
}
