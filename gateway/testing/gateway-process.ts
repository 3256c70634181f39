/** A gateway in a process of its own, from source, on servers that are given to it: to be asked over HTTP, killed and started. */
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Test } from 'tap';
import { Agent, request } from 'undici';
import { spawnTillgate } from '../../bin/testing/spawn-tillgate.ts';
import { freePort } from '../../config/embedded/free-port.ts';
import type { Key, Reply } from './start-gateway.ts';

export interface GatewayProcess {
  readonly url: string;
  readonly running: boolean;
  /** What it logged as a warning or worse, over all its lives. */
  readonly logged: Record<string, unknown>[];
  /** Rejects where the connection fails, or is cut by the signal: nobody knows what became of the request. */
  ask(as: Key, asked: string, body?: unknown, more?: { headers?: object; signal?: AbortSignal }): Promise<Reply>;
  /** Ready again, on the same port. */
  start(): Promise<void>;
  /** SIGKILL. */
  kill(): Promise<void>;
}

/** Loading from source takes seconds, on a busy machine many. */
const readyMs = 300_000;

/** The process ends with the test. */
export async function gatewayProcess(
  t: Pick<Test, 'teardown'>,
  order: { readonly databaseUrl: string; readonly redisUrl: string; readonly secrets: ReadonlyMap<string, string> },
): Promise<GatewayProcess> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const logged: Record<string, unknown>[] = [];
  let child: ChildProcess | undefined;
  let agent = new Agent();

  const process: GatewayProcess = {
    url,
    logged,
    get running() {
      return child !== undefined && child.exitCode === null && child.signalCode === null;
    },
    async ask(as, asked, body, { headers = {}, signal } = {}) {
      const [method, path] = asked.split(' ') as ['GET', string];
      const answer = await request(`${url}${path}`, {
        method,
        dispatcher: agent,
        headers: {
          authorization: `Bearer ${order.secrets.get(as)}`,
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
        ...(signal !== undefined && { signal }),
      });
      const text = await answer.body.text();
      return {
        status: answer.statusCode,
        text,
        body: text === '' ? undefined : JSON.parse(text),
        headers: answer.headers,
        replayed: answer.headers['idempotency-replayed'] === 'true',
      };
    },
    async start() {
      const started = spawnTillgate(['start'], {
        DATABASE_URL: order.databaseUrl,
        REDIS_URL: order.redisUrl,
        HOST: '127.0.0.1',
        PORT: String(port),
        TILLGATE_WORKERS: '0',
        LOG_LEVEL: 'warn',
      });
      child = started;
      agent = new Agent();
      if (started.stdout === null) throw new Error('the gateway has no output');
      createInterface({ input: started.stdout }).on('line', (line) => void logged.push(JSON.parse(line)));
      for (const until = Date.now() + readyMs; Date.now() < until && process.running; await sleep(50)) {
        const ready = await request(`${url}/health/ready`, { dispatcher: agent }).catch(() => undefined);
        await ready?.body.dump();
        if (ready?.statusCode === 200) return;
      }
      throw new Error(`a gateway does not start: ${JSON.stringify(logged.slice(-3))}`);
    },
    async kill() {
      if (child === undefined || !process.running) return;
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
      await agent.destroy();
    },
  };
  t.teardown(() => process.kill());
  await process.start();
  return process;
}
