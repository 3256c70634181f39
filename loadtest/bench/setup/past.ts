/** The receipts that are in the database beforehand: some committed by the gateway itself, the others made like those. */
import { Redis } from 'ioredis';
import { request } from 'undici';
import { StartError } from '../../../config/start-error.ts';
import { seedHistory } from '../../history/seed-history.ts';
import { createProgress } from '../../replay/progress.ts';
import { createReceipts } from '../load/receipts.ts';
import { headersOf } from '../load/requests.ts';

/** As many as a chain keeps at hand. */
const months = 12;
/** So many at least are alike enough to make others like them. */
const sold = 600;

/** Commits receipts of the load, one after another. */
export async function sellSome(
  url: string,
  { members, tillKeys }: { readonly members: number; readonly tillKeys: readonly string[] },
): Promise<void> {
  const receipts = createReceipts({ members, skew: 0, seed: 1, prefix: 'first' });
  for (let ordinal = 0; ordinal < sold; ordinal += 1) {
    const { statusCode, body } = await request(`${url}/v1/receipts`, {
      method: 'POST',
      headers: headersOf(tillKeys[ordinal % tillKeys.length] ?? ''),
      body: receipts.next(),
    });
    const text = await body.text();
    if (statusCode !== 201) throw new StartError(`a receipt of the load is refused: ${statusCode} ${text}`);
  }
}

/** While no gateway runs. */
export async function makePast(databaseUrl: string, redisUrl: string, receipts: number): Promise<void> {
  const progress = createProgress();
  progress.begin('receipts of the past', receipts);
  try {
    let told = 0;
    await seedHistory(databaseUrl, { receipts, months }, (done) => {
      progress.tick(done - told);
      told = done;
    });
  } finally {
    progress.end();
  }
  // It knows parties as they were before their past.
  const redis = new Redis(redisUrl);
  await redis.flushall();
  redis.disconnect();
}
