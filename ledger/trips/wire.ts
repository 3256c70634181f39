/**
 * Messages to Postgres (its protocol 3.0, "extended query"), one behind another in bytes that every trip of a connection
 * uses again: a batch writes some two hundred kilobytes, and new memory for them costs more than what is written to it.
 *
 * Each message is a letter, its length without that letter, and what follows; integers are big-endian.
 */

const firstBytes = 64 * 1024;
/** What an exceptional trip has needed more than this is given back. */
const keptBytes = 1024 * 1024;

const letter = { bind: 0x42, close: 0x43, describe: 0x44, execute: 0x45, parse: 0x50, sync: 0x53 } as const;
const ofPortal = 0x50;
const ofStatement = 0x53;

export class Wire {
  #bytes = Buffer.allocUnsafe(firstBytes);
  #at = 0;
  /** Where the length of the message under way stands. */
  #message = 0;

  /** Whoever calls it has had an answer to all that was written before. */
  begin(): void {
    if (this.#bytes.length > keptBytes) this.#bytes = Buffer.allocUnsafe(firstBytes);
    this.#at = 0;
  }

  /** All that was written since. */
  written(): Uint8Array {
    return this.#bytes.subarray(0, this.#at);
  }

  /** Prepares a statement, in place of the one that may have that name. */
  prepare(name: string, text: string): void {
    this.#open(letter.close);
    this.#byte(ofStatement);
    this.#words(name);
    this.#end();
    this.#open(letter.parse);
    this.#words(name);
    this.#words(text);
    this.#int16(0);
    this.#end();
  }

  /** A prepared statement's parameters: Buffers are binary, null and undefined are null, everything else is text. */
  bind(name: string, values: readonly unknown[]): void {
    this.#open(letter.bind);
    this.#words('');
    this.#words(name);
    this.#int16(values.length);
    for (const value of values) this.#int16(value instanceof Uint8Array ? 1 : 0);
    this.#int16(values.length);
    for (const value of values) this.#value(value);
    this.#int16(0);
    this.#end();
  }

  /** Has the columns of what was bound described. */
  describe(): void {
    this.#open(letter.describe);
    this.#byte(ofPortal);
    this.#words('');
    this.#end();
  }

  execute(): void {
    this.#open(letter.execute);
    this.#words('');
    this.#int32(0);
    this.#end();
  }

  sync(): void {
    this.#open(letter.sync);
    this.#end();
  }

  #value(value: unknown): void {
    if (value === null || value === undefined) this.#int32(-1);
    else if (value instanceof Uint8Array) {
      this.#int32(value.length);
      this.#room(value.length);
      this.#bytes.set(value, this.#at);
      this.#at += value.length;
    } else if (typeof value === 'string') this.#text(value);
    else if (typeof value === 'number' || typeof value === 'boolean') this.#text(String(value));
    else throw new TypeError('a parameter is a text, a number, a boolean, a Buffer or null');
  }

  #text(text: string): void {
    const length = this.#at;
    this.#int32(0);
    this.#room(3 * text.length);
    this.#at += this.#bytes.write(text, this.#at);
    this.#bytes.writeInt32BE(this.#at - length - 4, length);
  }

  /** Ended by a NUL. */
  #words(text: string): void {
    this.#room(3 * text.length + 1);
    this.#at += this.#bytes.write(text, this.#at);
    this.#bytes[this.#at] = 0;
    this.#at += 1;
  }

  #open(code: number): void {
    this.#byte(code);
    this.#message = this.#at;
    this.#int32(0);
  }

  #end(): void {
    this.#bytes.writeInt32BE(this.#at - this.#message, this.#message);
  }

  #byte(value: number): void {
    this.#room(1);
    this.#bytes[this.#at] = value;
    this.#at += 1;
  }

  #int16(value: number): void {
    this.#room(2);
    this.#bytes.writeUInt16BE(value, this.#at);
    this.#at += 2;
  }

  #int32(value: number): void {
    this.#room(4);
    this.#bytes.writeInt32BE(value, this.#at);
    this.#at += 4;
  }

  #room(bytes: number): void {
    if (this.#at + bytes <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(2 * this.#bytes.length, this.#at + bytes));
    larger.set(this.#bytes.subarray(0, this.#at));
    this.#bytes = larger;
  }
}
