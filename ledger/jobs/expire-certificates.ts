import { expireCertificates } from '../certificates/change.ts';
import { type Database, inTransaction } from '../database.ts';

const atOnce = 500;
const roundsAtMost = 20;
/** As late as a till may be with what was paid. */
const lagMs = 86_400_000;

/** Takes the money of certificates that expired a day ago, as the sweeper does with points. Returns how many it were. */
export async function sweepCertificates(database: Database, now: number): Promise<number> {
  let total = 0;
  for (let round = 0; round < roundsAtMost; round += 1) {
    const due = { at: now - lagMs, now, atMost: atOnce };
    const expired = await inTransaction(database, (client) => expireCertificates(client, due));
    total += expired;
    if (expired < atOnce) break;
  }
  return total;
}
