/** A receipt that others are made like: what it keeps, cut where each has something of its own. */

/** A row of patterns.sql. */
export interface Candidate {
  readonly id: string;
  readonly committedAt: string;
  /** Epoch ms. */
  readonly businessTime: string;
  /** Reply and input, packed (ledger/receipts/packed). */
  readonly contents: Buffer;
  readonly effects: string;
  readonly lots: readonly {
    readonly lot: number;
    readonly purse: string;
    readonly rule: string;
    readonly points: number;
  }[];
}

export interface Pieces {
  /** Around the id, the time of commit and the business time. */
  readonly contents: readonly Buffer[];
  /** Around the number of each lot. */
  readonly effects: readonly string[];
}

/** @throws Error where a text has them another number of times, or in another order: then it is not what it was */
export function piecesOf({ id, committedAt, businessTime, contents, effects, lots }: Candidate): Pieces {
  const time = Buffer.alloc(6);
  time.writeUIntBE(Number(businessTime), 0, 6);
  return {
    // As Latin-1 every byte is a character, and stays what it was.
    contents: cut(contents.toString('latin1'), [id, committedAt, time.toString('latin1')]).map((piece) =>
      Buffer.from(piece, 'latin1'),
    ),
    effects: cut(
      effects,
      lots.map(({ lot }) => `"lot":${lot},`),
    ).map((piece, index, { length }) => `${index > 0 ? ',' : ''}${piece}${index < length - 1 ? '"lot":' : ''}`),
  };
}

/** Each piece ends where a mark begins. */
function cut(text: string, marks: readonly string[]): string[] {
  const pieces: string[] = [];
  let rest = text;
  for (const mark of marks) {
    const at = rest.indexOf(mark);
    if (at < 0) throw new Error(`a stored receipt is without ${mark}, or has it too early: ${text.slice(0, 200)}`);
    pieces.push(rest.slice(0, at));
    rest = rest.slice(at + mark.length);
  }
  const again = marks.find((mark) => rest.includes(mark));
  if (again !== undefined) throw new Error(`a stored receipt has ${again} more than once: ${text.slice(0, 200)}`);
  return [...pieces, rest];
}
