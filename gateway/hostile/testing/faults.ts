/** What a log says that is a fault of ours. */

/**
 * Told to people, in whose shop a customer has paid with what was no longer there: what requests that are made up may well
 * bring about.
 */
const alerts: ReadonlySet<unknown> = new Set([
  'points were spent that the member no longer had: they are owed',
  'a rule was charged for that the member could no longer pay',
  'a price was paid with a coupon that could no longer be used',
  'a coupon could not be issued',
  'a receipt was paid with money that its certificate no longer had',
  'a certificate was sold that could not be activated',
  'a receipt was cancelled whose certificate had been used',
]);

export function isFault({ level, msg }: Readonly<Record<string, unknown>>): boolean {
  return Number(level) >= 50 && !alerts.has(msg);
}
