/**
 * Shutdown without loss: new requests are refused `draining`, those under way finish and are answered, what they have
 * handed to the committer is committed, and only then are the connections closed.
 */
import type { Parts } from './parts.ts';
import type { App } from './routes/route.ts';

export async function drain(app: App, parts: Pick<Parts, 'lifecycle'>, close: () => Promise<void>): Promise<void> {
  parts.lifecycle.draining = true;
  await app.close();
  await close();
}
