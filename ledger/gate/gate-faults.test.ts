import { setTimeout as sleep } from 'node:timers/promises';
import t, { type Test } from 'tap';
import { until } from '../testing/until.ts';
import { createGate, type Gate, type GateOptions } from './gate.ts';
import { partyOf, patienceMs, silent } from './testing/party.ts';
import { redisServer, redisServerInstalled } from './testing/redis-server.ts';

const options = redisServerInstalled ? {} : { skip: 'no redis-server is installed' };

async function opened(t: Test, redisUrl: string, more: Partial<GateOptions> = {}): Promise<Gate> {
  const gate = await createGate({ redisUrl, log: silent, patienceMs, ...more });
  t.teardown(() => gate.quit());
  return gate;
}

async function allAsMissed(t: Test, gate: Gate): Promise<void> {
  t.same(await gate.read([1]), new Map());
  await gate.refresh([partyOf(1, 9)]);
  await gate.release({ party: 1, receipt: 'a' });
  t.equal(await gate.reserve({ party: 1, receipt: 'a', points: 1, ttlMs: 1_000 }), 'unknown');
  t.same(await gate.takeRate({ key: 'a', perSecond: 1, burst: 1 }), { allowed: true });
  t.equal(await gate.outbox.read(), undefined);
  t.equal(gate.state(), 'down');
}

/** Whoever asks a Redis that is known to be away goes on in the same turn of the event loop: nothing is waited for. */
async function atOnce(ask: () => Promise<unknown>): Promise<void> {
  let turned = false;
  const turn = setImmediate(() => {
    turned = true;
  });
  for (let count = 0; count < 1_000; count += 1) await ask();
  clearImmediate(turn);
  if (turned) throw new Error('something was waited for');
}

t.test('Redis is killed and comes back empty', options, async (t) => {
  const server = await redisServer(t);
  const gate = await opened(t, server.url);
  await gate.refresh([partyOf(1, 3)]);
  const before = await gate.outbox.read();

  await server.kill();
  await gate.read([1]);
  await until(() => gate.state() === 'down');
  await allAsMissed(t, gate);
  await t.resolves(atOnce(() => gate.reserve({ party: 1, receipt: 'a', points: 1, ttlMs: 1_000 })));

  await server.start();
  await until(() => gate.state() === 'up');
  t.same(await gate.read([1]), new Map());
  await gate.refresh([partyOf(1, 4)]);
  t.equal((await gate.read([1])).get(1)?.version, 4);
  t.not((await gate.outbox.read())?.epoch, before?.epoch);
});

t.test('Redis hangs', options, async (t) => {
  const server = await redisServer(t);
  const patient = await opened(t, server.url);
  await patient.refresh([partyOf(1, 3)]);
  let faults: unknown[] = [];
  let gate = patient;
  await until(async () => {
    const own: unknown[] = [];
    faults = own;
    const log = { ...silent, warn: ({ err }: { err?: unknown }) => void own.push(err) };
    gate = await opened(t, server.url, { log, patienceMs: 250 });
    return (await gate.read([1])).size === 1;
  });

  // Time stands still for who counts it from here on: a second after it has been given up Redis would be tried again.
  const now = Date.now();
  const restore = t.intercept(Date, 'now', { value: () => now }).restore;
  server.hang();
  await Promise.all(
    Array.from({ length: 10 }, () => gate.reserve({ party: 1, receipt: 'a', points: 1, ttlMs: 1_000 })),
  );
  t.match(faults, [{ message: 'Command timed out' }], 'those who met it wait for their patience, not for the line');
  await t.resolves(atOnce(() => gate.reserve({ party: 1, receipt: 'a', points: 1, ttlMs: 1_000 })));
  await allAsMissed(t, gate);
  restore();

  // Until TCP's patience would be over, and the connection is made anew.
  await sleep(3_000);
  server.resume();
  await until(async () => (await gate.read([1])).get(1)?.version === 3);
  await until(() => gate.state() === 'up');
});

t.test('Redis is away when the gateway starts', options, async (t) => {
  const server = await redisServer(t);
  await server.kill();
  const gate = await opened(t, server.url);
  await allAsMissed(t, gate);
  await server.start();
  await until(() => gate.state() === 'up');
  await gate.refresh([partyOf(1, 1)]);
  t.equal((await gate.read([1])).size, 1);
});

t.test('Redis refuses to write', options, async (t) => {
  const server = await redisServer(t);
  const gate = await opened(t, server.url);
  await gate.refresh([partyOf(1, 1)]);
  const position = await gate.outbox.read();
  await server.command('CONFIG', 'SET', 'maxmemory', '1');
  await gate.refresh([partyOf(1, 2)]);
  t.equal((await gate.read([1])).get(1)?.version, 1, 'it still reads');
  t.equal(gate.state(), 'up');
  t.equal(
    position && (await gate.outbox.advance(position, [[1, 2]], '1:1')),
    false,
    'the place is not moved past what was not done',
  );
});

t.test('a Redis that was rewound is not taken for the one it was', options, async (t) => {
  const server = await redisServer(t);
  const gate = await opened(t, server.url);
  await gate.refresh([partyOf(1, 1)]);
  const start = await gate.outbox.read();
  if (start === undefined) throw new Error('Redis is away');
  await gate.outbox.advance(start, [], '5:1');
  const position = await gate.outbox.read();
  if (position === undefined) throw new Error('Redis is away');
  const restore = await server.save();

  await gate.outbox.advance(position, [[1, 2]], '6:1');
  t.equal((await gate.read([1])).size, 0);
  await server.kill();
  restore();
  await server.start();
  await until(() => gate.state() === 'up');
  t.equal((await gate.read([1])).get(1)?.version, 1, 'it has the old snapshot and the old epoch again');
  t.equal(await gate.outbox.advance(position, [], '7:1'), false, 'what was read before the restart counts no more');
  t.equal((await gate.outbox.read())?.place, '5:1');
});
