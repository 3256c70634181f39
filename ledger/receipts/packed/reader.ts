/** Reads what writer.ts has written. */
import { commonWord, commonWords } from './words.ts';

export class Reader {
  readonly #bytes: Buffer;
  #at = 0;
  #words: string[] = [];

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get ended(): boolean {
    return this.#at === this.#bytes.length;
  }

  byte(): number {
    this.#at += 1;
    return this.#bytes.readUInt8(this.#at - 1);
  }

  number(): number {
    const first = this.byte();
    if (first < 192) return first;
    if (first < 224) return 192 + (((first & 31) << 8) | this.#whole(1));
    if (first < 240) return 8_384 + (((first & 15) << 16) | this.#whole(2));
    if (first === 240) return this.#whole(4);
    if (first === 242) return this.number() / 1000;
    if (first === 243) return -this.number();
    if (first === 244) return this.#whole(6);
    if (first !== 241) throw new Error(`a packed receipt has ${first} where a number begins, at ${this.#at - 1}`);
    this.#at += 8;
    return this.#bytes.readDoubleBE(this.#at - 8);
  }

  text(): string {
    const head = this.number();
    const from = this.#at;
    const wide = head % 2 === 1;
    this.#at += wide ? head - 1 : head / 2;
    if (this.#at > this.#bytes.length) throw new Error(`a packed receipt ends within a text, at ${from}`);
    return this.#bytes.toString(wide ? 'utf16le' : 'latin1', from, this.#at);
  }

  word(): string {
    const place = this.number();
    if (place === 0) {
      const text = this.text();
      this.#words.push(text);
      return text;
    }
    const word = commonWord(place) ?? this.#words[place - 1 - commonWords.size];
    if (word === undefined) throw new Error(`a packed receipt has no word ${place}`);
    return word;
  }

  /** What follows was written with words of its own. */
  forgetWords(): void {
    this.#words = [];
  }

  #whole(count: number): number {
    this.#at += count;
    return this.#bytes.readUIntBE(this.#at - count, count);
  }
}
