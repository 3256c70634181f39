/**
 * Shutdown without loss: new requests are refused `draining`, those under way finish and are answered, what they have
 * handed to the committer is committed, and only then are the connections closed.
 */
import type { Parts } from './parts.ts';
import type { App } from './routes/route.ts';

/** Who has not sent the rest of a request by then, or not read its reply, is hung up on: work itself takes no seconds. */
const slowClientMs = 5_000;

export async function drain(
  app: App,
  parts: Pick<Parts, 'lifecycle' | 'tills'>,
  close: () => Promise<void>,
  patienceMs = slowClientMs,
): Promise<void> {
  parts.lifecycle.draining = true;
  // Connections with nothing under way are closed by app.close(), the others when their reply is out.
  app.server.keepAliveTimeout = 1;
  const impatience = setTimeout(() => {
    app.server.closeAllConnections();
    parts.tills.terminate();
  }, patienceMs);
  try {
    await app.close();
  } finally {
    clearTimeout(impatience);
  }
  await close();
}
