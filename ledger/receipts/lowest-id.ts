/** The lowest UUIDv7 of a moment, epoch ms: 48 bits of milliseconds, then zeros. */
export function lowestId(atMs: number): string {
  const hex = Math.floor(Math.max(0, atMs)).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-0000-0000-000000000000`;
}
