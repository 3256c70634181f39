/** Listens, and stops listening without losing a request. */
import type { Logger } from 'pino';
import type { Settings } from '../config/env.ts';
import { buildApp } from './app.ts';
import { makeDemo, sayDemo } from './demo.ts';
import { drain } from './drain.ts';
import { assemble } from './parts.ts';

export async function startGateway(order: {
  readonly settings: Pick<Settings, 'host' | 'port' | 'workers' | 'adjustLimit'>;
  readonly databaseUrl: string;
  readonly redisUrl: string;
  /** The servers are our own: demo stores, tills, members and keys are made. */
  readonly embedded: boolean;
  readonly log: Logger;
}): Promise<{ address: string; drain(): Promise<void> }> {
  const { settings, databaseUrl, redisUrl, embedded, log } = order;
  const { workers, adjustLimit } = settings;
  const { parts, close } = await assemble({ databaseUrl, redisUrl, workers, adjustLimit, log });
  try {
    if (embedded) await makeDemo(parts);
    const app = buildApp(parts);
    const address = await app.listen({ host: settings.host, port: settings.port });
    log.info(`Tillgate listens on ${address}; its calls are described at ${address}/docs`);
    if (embedded) sayDemo(address, log);
    return { address, drain: () => drain(app, parts, close) };
  } catch (error) {
    await close();
    throw error;
  }
}
