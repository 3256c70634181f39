/**
 * Text as JSON writes it, quotes included. Codes of rules, purses and mechanics are a few hundred that every reply repeats:
 * each is escaped once and found again, which costs a fifth of asking JSON.stringify.
 */
const known = new Map<string, string>();
/** Beyond any programme's; what is longer is not looked up faster than it is written. */
const kept = 20_000;
const longest = 64;

export function quoted(text: string): string {
  let written = known.get(text);
  if (written === undefined) {
    written = JSON.stringify(text);
    if (text.length > longest) return written;
    if (known.size >= kept) known.clear();
    known.set(text, written);
  }
  return written;
}
