/**
 * Everything the gateway is made of, and the one place where it is put together; flows and routes take what they need.
 * What starts last stops first.
 */
import type { FastifyBaseLogger } from 'fastify';
import type { Logger } from 'pino';
import { defaultAdjustLimit } from '../config/env.ts';
import { certificateOf } from '../ledger/certificates/code.ts';
import { Committer } from '../ledger/committer/committer.ts';
import type { Ports } from '../ledger/committer/ports.ts';
import { rewardCode } from '../ledger/coupons/codes.ts';
import { clockOf, type Database, openDatabase } from '../ledger/database.ts';
import { createGate, type Gate } from '../ledger/gate/gate.ts';
import { sweepCertificates } from '../ledger/jobs/expire-certificates.ts';
import { expireCoupons } from '../ledger/jobs/expire-coupons.ts';
import { makePartitions } from '../ledger/jobs/partitions.ts';
import { sweep } from '../ledger/jobs/sweeper.ts';
import { purgeRequestKeys } from '../ledger/keys/request-keys.ts';
import { followEvents } from '../ledger/outbox/follow-events.ts';
import { keepRedisInStep } from '../ledger/outbox/keep-redis.ts';
import { pruneOutbox } from '../ledger/outbox/prune.ts';
import { createPartyReader, type PartyReader } from '../ledger/parties/party-reader.ts';
import { findDocument } from '../ledger/programs/versions.ts';
import { pruneReference } from '../ledger/reference/prune.ts';
import { signingKey } from '../ledger/settings/signing-key.ts';
import { act } from '../rules/state/activities.ts';
import { advance } from '../rules/state/advance.ts';
import { occur } from '../rules/state/occur.ts';
import { recall } from '../rules/state/recall.ts';
import { beforeSale, cancel, release } from '../rules/state/reverse.ts';
import { tierChange } from '../rules/state/tiers.ts';
import type { Evaluator } from '../workers/evaluator.ts';
import { createParser, type ParserBounds, type ProgrammeParser } from '../workers/parser.ts';
import { type Credentials, createCredentials } from './access/credentials.ts';
import { createDirectory, type Directory } from './access/directory.ts';
import { runDueAdjustJobs } from './adjust-runner.ts';
import { repeat } from './background.ts';
import { databaseCheck, programmesCheck } from './checks.ts';
import { type Counting, createCounting } from './counting.ts';
import { openEvaluator } from './evaluation/evaluator.ts';
import { BudgetWatch } from './flows/receipt/budgets.ts';
import { type CouponReader, createCouponReader } from './flows/receipt/coupons.ts';
import { digestOf } from './flows/receipt/quote-token.ts';
import type { HealthCheck } from './health.ts';
import { createMetrics, type Metrics } from './metrics.ts';
import { carryOutOccasions } from './occasions/carry-out.ts';
import { createRounds } from './occasions/go-through.ts';
import { createProgrammes, type ProgrammeRegistry } from './programmes.ts';
import { createRecounts } from './recounts.ts';
import { createReferences, type References } from './references/references.ts';
import { UploadSlots } from './references/upload-slots.ts';
import { createReplies } from './replies/index.ts';
import type { TillLimits } from './till-socket/limits.ts';
import { TillSockets } from './till-socket/sockets.ts';

export interface Parts {
  readonly log: FastifyBaseLogger;
  readonly database: Database;
  readonly evaluator: Evaluator;
  readonly gate: Gate;
  readonly parties: PartyReader;
  readonly committer: Pick<Committer, 'submit' | 'within'>;
  readonly budgets: BudgetWatch;
  readonly coupons: CouponReader;
  /** How rules keep a party's facts; the committer has the same. */
  readonly facts: Ports['facts'];
  /** Signs quote tokens. */
  readonly signingKey: Buffer;
  /** Points that a call centre's key may adjust of one member within a day. */
  readonly adjustLimit: number;
  /** The server's clock, epoch ms. */
  readonly now: () => number;
  /** Reads programme documents in a thread of its own. */
  readonly parser: ProgrammeParser;
  readonly credentials: Credentials;
  readonly directory: Directory;
  readonly programmes: ProgrammeRegistry;
  /** Of a receipt that comes to a member when another version than its own is in force. */
  readonly counting: Counting;
  /** Lists, segments and personal prices that are kept through the API. */
  readonly references: References;
  readonly uploads: UploadSlots;
  /** The sockets of tills that are open here. */
  readonly tills: TillSockets;
  readonly metrics: Metrics;
  readonly checks: readonly HealthCheck[];
  /** True once shutdown has begun: no new work is taken. */
  readonly lifecycle: { draining: boolean };
}

export interface Assembly {
  readonly databaseUrl: string;
  readonly redisUrl: string;
  /** Threads; 0 evaluates inline. */
  readonly workers: number;
  /** As the environment has it; its default unless given. */
  readonly adjustLimit?: number;
  readonly log: Logger;
  /** The server's clock, epoch ms; a test's own, to see what time brings. */
  readonly now?: () => number;
  /** A test's own, to come to the end of them. */
  readonly tillLimits?: Partial<TillLimits> | undefined;
  /** How often receipts are looked at for new counters; a test that does it itself has the gateway leave it. */
  readonly recountMs?: number | undefined;
  /** How often the calendar is looked at; as above. */
  readonly calendarMs?: number | undefined;
  /** A test's own: how long a document may take on a machine with other things to do. */
  readonly parserBounds?: Partial<ParserBounds> | undefined;
  /** How long Redis may take for a command; a test's own, where a busy machine must not pass for a Redis that is away. */
  readonly redisMs?: number | undefined;
}

const secondMs = 1_000;
const minuteMs = 60_000;
const hourMs = 3_600_000;
const defaultRecountMs = 5_000;

/** A second lane for a slow disk and for crowds; where the first keeps up, two would only make batches smaller. */
const committer = { lanes: 2, patienceMs: 50, maxBatch: 64, maxWaiting: 4_096, maxAttempts: 8 };
/** For everything else; the lanes have connections of their own, so that no reader ever keeps them waiting. */
const connections = 10;

export async function assemble({
  adjustLimit = defaultAdjustLimit,
  databaseUrl,
  redisUrl,
  workers,
  log,
  now: given,
  tillLimits,
  recountMs = defaultRecountMs,
  parserBounds,
  calendarMs = secondMs,
  redisMs,
}: Assembly) {
  const now = given ?? Date.now;
  const metrics = createMetrics();
  const database = openDatabase(databaseUrl, { max: connections });
  const lanes = openDatabase(databaseUrl, { max: committer.lanes, applicationName: 'tillgate-commit', limited: true });
  // A connection that is lost while idle is replaced when it is next needed; without a listener it would end the process.
  for (const pool of [database, lanes]) {
    pool.on('error', (error) => log.warn({ err: error }, 'a connection to Postgres was lost'));
  }
  const gate = await createGate({ redisUrl, log, ...(redisMs !== undefined && { patienceMs: redisMs }) });
  const key = await signingKey(database);
  const evaluator = await openEvaluator({
    signingKey: key,
    workers,
    log,
    fetchProgramme: ({ code, version }) => findDocument(database, code, version),
    onBatch: (size) => metrics.batch('evaluation', size),
  });
  const parser = createParser(parserBounds);
  const facts = { advance, occur, act, tierChange, before: beforeSale, cancel, release, recall };
  const budgets = new BudgetWatch(database);
  const groupCommitter = new Committer(
    lanes,
    {
      evaluate: (input) => evaluator.evaluate(input),
      digest: digestOf,
      codeOf: ({ receipt, rule, ordinal }) => certificateOf(key, receipt, rule, ordinal),
      couponCode: (id, rule, place) => rewardCode(key, id, rule, place),
      facts,
      replies: createReplies(key, now),
      committed: (changed) => {
        if (changed.snapshots.length > 0) void gate.refresh(changed.snapshots);
        if (changed.outdated.length > 0) void gate.outdate(changed.outdated);
        budgets.learn(changed.budgets);
      },
      // What is wrong is written down as pino writes errors: under another name it would be {}.
      alert: (message, { error, ...context }) =>
        log.error({ ...context, ...(error !== undefined && { err: error }) }, message),
    },
    {
      ...committer,
      onBatch: (size, milliseconds) => {
        metrics.batch('commit', size);
        metrics.committed(milliseconds / 1_000);
      },
      onEvent: (event, count) => metrics.committer(event, count),
    },
  );
  const credentials = createCredentials(database);
  const directory = createDirectory(database);
  const tills = new TillSockets({ database, credentials, directory, metrics, log, limits: tillLimits });
  const references = createReferences(database);
  const programmes = createProgrammes(database, evaluator, references, (version) => void tills.published(version));
  const lifecycle = { draining: false };
  metrics.watch('evaluations_waiting', 'Receipts that wait for a worker', () => evaluator.queued);
  metrics.watch('worker_restarts', 'Worker threads that died since the start', () => evaluator.restarts);
  metrics.watch('commits_waiting', 'Writes that wait for a transaction', () => groupCommitter.waiting);
  metrics.watch('redis_up', '1 while Redis answers', () => Number(gate.state() === 'up'));
  metrics.watch('postgres_connections', 'Open connections to Postgres', () => database.totalCount + lanes.totalCount);

  // Followed before anything is cached: what is read from here on misses nothing.
  const events = await followEvents({
    database,
    databaseUrl,
    log,
    onEvents: async (batch) => {
      for (const event of batch) {
        credentials.apply(event);
        directory.apply(event);
        tills.apply(event);
        await references.apply(event);
        await programmes.apply(event);
      }
    },
    onMissed: async () => {
      credentials.clear();
      directory.clear();
      tills.recheckAll();
      await references.refreshAll();
      await programmes.refreshAll();
    },
  });
  const redisKeeper = keepRedisInStep({ database, outbox: gate.outbox, log });
  await makePartitions(database);
  await references.refreshAll();
  await programmes.refreshAll();

  const submit = groupCommitter.submit.bind(groupCommitter);
  const counting = createCounting(database);
  const recounts = createRecounts({ database, programmes, counting, metrics, log });
  const loops = [
    // What has expired does not come back, so it expires by the clock that all gateways share, not by this machine's.
    repeat('sweep', secondMs, log, async () => sweep({ database, submit }, given?.() ?? (await clockOf(database)))),
    repeat('adjust jobs', secondMs, log, () =>
      runDueAdjustJobs({ database, submit, programmes, now, stopping: () => lifecycle.draining }),
    ),
    repeat('certificates', minuteMs, log, async () =>
      sweepCertificates(database, given?.() ?? (await clockOf(database))),
    ),
    repeat('coupons', minuteMs, log, async () => expireCoupons(database, given?.() ?? (await clockOf(database)))),
    repeat('occasions', secondMs, log, () => carryOutOccasions(parts)),
    repeat('calendar', calendarMs, log, async () => goThroughRounds(given?.() ?? (await clockOf(database)))),
    repeat('partitions', hourMs, log, () => makePartitions(database)),
    repeat('prune reference data', minuteMs, log, () => pruneReference(database)),
    repeat('recount', recountMs, log, () => recounts.round()),
    repeat('prune', hourMs, log, () => Promise.all([pruneOutbox(database), purgeRequestKeys(database)])),
  ];

  const parts: Parts = {
    log,
    database,
    evaluator,
    gate,
    parties: createPartyReader(database, gate),
    committer: groupCommitter,
    budgets,
    coupons: createCouponReader(database),
    facts,
    signingKey: key,
    adjustLimit,
    now,
    parser,
    credentials,
    directory,
    programmes,
    counting,
    references,
    uploads: new UploadSlots(),
    tills,
    metrics,
    checks: [
      databaseCheck(database),
      programmesCheck(programmes),
      {
        name: 'redis',
        required: false,
        check: async () => {
          if (gate.state() === 'down') throw new Error('Redis does not answer; state is read from Postgres');
        },
      },
    ],
    lifecycle,
  };
  const goThroughRounds = createRounds(parts);
  return {
    parts,
    /** Once no request is under way any more. */
    async close(): Promise<void> {
      await Promise.all(loops.map((loop) => loop.stop()));
      await groupCommitter.close();
      await Promise.all([events.close(), redisKeeper.close(), parser.close()]);
      await Promise.all([evaluator.close(), gate.quit()]);
      await Promise.all([database.end(), lanes.end()]);
    },
  };
}
