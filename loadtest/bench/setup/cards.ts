/** The card of the n-th member, from 0: 16 digits. seed-members.sql makes the same. */
export function cardOf(member: number): string {
  return String(7_700_000_000_000_000 + member);
}
