/** A stream of bytes as lines, none of them kept beyond its bound: NDJSON from a client that may be hostile. */
export interface Line {
  /** From 1. */
  readonly number: number;
  /** Absent: it was longer than it may be. */
  readonly bytes?: Buffer;
}

/** Empty lines are passed over, and counted. Splits at "\n"; a "\r" before it is white space to JSON. */
export async function* linesOf(stream: AsyncIterable<Buffer>, maxBytes: number): AsyncGenerator<Line> {
  let number = 1;
  let kept: Buffer[] = [];
  let length = 0;
  const take = (): Line | undefined => {
    const bytes = length > maxBytes ? undefined : Buffer.concat(kept);
    kept = [];
    length = 0;
    if (bytes === undefined) return { number };
    return bytes.every(isSpace) ? undefined : { number, bytes };
  };
  for await (const chunk of stream) {
    let from = 0;
    for (let end = chunk.indexOf(10); end !== -1; end = chunk.indexOf(10, from)) {
      length += end - from;
      if (length <= maxBytes) kept.push(chunk.subarray(from, end));
      const line = take();
      if (line !== undefined) yield line;
      number += 1;
      from = end + 1;
    }
    length += chunk.length - from;
    if (length <= maxBytes) kept.push(chunk.subarray(from));
    else kept = [];
  }
  const last = length === 0 ? undefined : take();
  if (last !== undefined) yield last;
}

/** White space to JSON. */
function isSpace(byte: number): boolean {
  return byte === 0x20 || byte === 0x09 || byte === 0x0d;
}
