/** A receipt that others are made like: its texts, cut where each has something of its own. */

/** A row of patterns.sql. */
export interface Candidate {
  readonly id: string;
  readonly committedAt: string;
  /** Epoch ms. */
  readonly businessTime: string;
  readonly reply: string;
  readonly input: string;
  readonly effects: string;
  readonly lots: readonly {
    readonly lot: number;
    readonly purse: string;
    readonly rule: string;
    readonly points: number;
  }[];
}

export interface Pieces {
  /** Before, between and after the id and the time of commit. */
  readonly reply: readonly string[];
  /** Around the business time. */
  readonly input: readonly string[];
  /** Around the number of each lot. */
  readonly effects: readonly string[];
}

/** @throws Error where a text has them another number of times, or in another order: then it is not what it was */
export function piecesOf({ id, committedAt, businessTime, reply, input, effects, lots }: Candidate): Pieces {
  return {
    reply: cut(reply, [id, committedAt]),
    input: cut(input, [`"businessTime":${businessTime}`]).map((piece, index, { length }) =>
      index < length - 1 ? `${piece}"businessTime":` : piece,
    ),
    effects: cut(
      effects,
      lots.map(({ lot }) => `"lot":${lot},`),
    ).map((piece, index, { length }) => `${index > 0 ? ',' : ''}${piece}${index < length - 1 ? '"lot":' : ''}`),
  };
}

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
