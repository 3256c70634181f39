const texts = new Map<number, string>();
const textsKept = 1_000;

/** What one receipt gives is active at one moment and expires at two or three: each is written once. */
export function rfc3339(epochMs: number): string {
  let text = texts.get(epochMs);
  if (text === undefined) {
    text = new Date(epochMs).toISOString();
    if (texts.size >= textsKept) texts.clear();
    texts.set(epochMs, text);
  }
  return text;
}
