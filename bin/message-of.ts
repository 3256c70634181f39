/** An error's message in one line, whatever was thrown. */
export function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // A connection refused on each of several addresses has an empty message, and its reasons within.
  const message = error.message || (error instanceof AggregateError ? messageOf(error.errors[0]) : error.name);
  return message.replaceAll(/\s*\n\s*/g, '; ');
}
