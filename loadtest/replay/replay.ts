/**
 * A file of receipt lines sent to a gateway as a till would have sent it, and held against what the gateway then says.
 * Everything about a request follows from the file, so a replay that was stopped is run again and counts nothing twice.
 */
import type { CommittedReturn } from '../../gateway/contract/return.ts';
import { type Client, createClient } from './client.ts';
import { readInvoices, type Survey, survey } from './invoices.ts';
import { loadMap, type ReceiptMap } from './map.ts';
import { createBook } from './matching.ts';
import { type Plan, planner, type ReturnPlan } from './plan.ts';
import { createProgress, type Progress } from './progress.ts';
import { ensureMember, NotReady, provision } from './provision.ts';
import { reconcile } from './reconcile.ts';
import { reconcileDatabase } from './reconcile-database.ts';
import { createTurns, parseRedeem } from './redeem.ts';
import { type Report, reportOf } from './report.ts';
import { createSchedule, type Schedule } from './schedule.ts';
import { createSell, isLate, type Sell } from './sell.ts';
import { createTally, type Tally } from './tally.ts';

export interface ReplayOptions {
  readonly file: string;
  /** The name of a built-in map, or the path of one's own. */
  readonly map: string;
  readonly url: string;
  readonly key: string;
  /** every:5,max:30; absent: nobody pays with points. */
  readonly redeem?: string;
  readonly concurrency: number;
  readonly retryForMs: number;
  /** The first so many invoices. */
  readonly limit?: number;
  /** The URL of the gateway's database, to look into its tables; asked for when the file is through. */
  readonly database?: () => string | undefined;
  /** Aborted: what is under way is finished, and the report says that the file was not. */
  readonly signal?: AbortSignal;
  readonly progress?: Progress;
}

const tillsMayGoBackMs = 30 * 86_400_000;

/** Throws FileError, MapError, NotReady, NotAllowed, GatewayLost; a refused receipt is a line of the report. */
export async function replay(options: ReplayOptions): Promise<Report> {
  const startedAt = new Date();
  const { file, signal, progress = createProgress() } = options;
  const redeem = options.redeem === undefined ? undefined : parseRedeem(options.redeem);
  const map = loadMap(options.map);
  const counted = await survey(file, map, options.limit);
  const client = createClient(options);
  try {
    const { administrator, made } = await provision(client, map);
    if (!administrator) refuseHistory(counted, map);
    const tally = createTally();
    const begun = performance.now();
    progress.begin('replay', counted.invoices.size);
    const sell = createSell(client, { administrator });
    const send = sender(client, sell, tally, { administrator, tick: progress.tick });
    const complete = await sendAll(createSchedule(options.concurrency, options.concurrency * 8), {
      invoices: readInvoices(file, map, counted),
      plan: planner(map, createBook()),
      turn: createTurns(redeem),
      send: (plan, redeems) => send(plan, redeems ? redeem : undefined),
      tally,
      tick: progress.tick,
      signal,
    });
    const seconds = (performance.now() - begun) / 1000;

    const { settled } = tally;
    const members = new Set(settled.map(({ card }) => card).filter((card) => card !== undefined)).size;
    if (complete) progress.begin('reconcile', settled.length + members);
    const reconciled = complete
      ? await reconcile(client, settled, {
          concurrency: options.concurrency,
          tick: progress.tick,
          mayReadOperations: administrator,
        })
      : undefined;
    const databaseUrl = complete ? options.database?.() : undefined;
    const database = databaseUrl === undefined ? undefined : await reconcileDatabase(databaseUrl, settled);
    return reportOf(tally, {
      file,
      map: options.map,
      url: options.url,
      redeem: options.redeem,
      complete,
      startedAt,
      seconds,
      retries: client.retries(),
      made,
      latencies: client.latencies.percentiles(),
      reconciled,
      database,
    });
  } finally {
    progress.end();
    await client.close();
  }
}

interface Stream {
  readonly invoices: AsyncIterable<Parameters<ReturnType<typeof planner>>[0]>;
  readonly plan: ReturnType<typeof planner>;
  readonly turn: (member: string | undefined) => boolean;
  readonly send: (plan: Exclude<Plan, { kind: 'nothing' }>, redeems: boolean) => Promise<void>;
  readonly tally: Tally;
  readonly tick: () => void;
  readonly signal: AbortSignal | undefined;
}

/** Plans in the order of the file, sends in the order of each member. False: stopped by the signal. */
async function sendAll(
  schedule: Schedule,
  { invoices, plan, turn, send, tally, tick, signal }: Stream,
): Promise<boolean> {
  const stop = () => schedule.stop();
  signal?.addEventListener('abort', stop);
  try {
    for await (const invoice of invoices) {
      if (signal?.aborted === true) break;
      const planned = plan(invoice);
      tally.planned(planned);
      if (planned.kind === 'nothing') {
        tick();
        continue;
      }
      const redeems = planned.kind === 'sale' && turn(planned.member);
      await schedule.add(planned.member, () => send(planned, redeems));
    }
    await schedule.drain();
    return signal?.aborted !== true;
  } finally {
    signal?.removeEventListener('abort', stop);
  }
}

function sender(
  client: Client,
  sell: Sell,
  tally: Tally,
  { administrator, tick }: { administrator: boolean; tick: () => void },
) {
  const known = new Set<string>();
  const meet = async (card: string, businessTime: string) => {
    if (!administrator || known.has(card)) return;
    await ensureMember(client, card, { registeredAt: businessTime });
    known.add(card);
  };
  return async (plan: Exclude<Plan, { kind: 'nothing' }>, redeem: Parameters<Sell>[1]) => {
    const first = plan.kind === 'sale' ? plan.receipt : plan.requests[0]?.body;
    if (plan.member !== undefined && first !== undefined) await meet(plan.member, first.businessTime);
    if (plan.kind === 'sale') tally.sold(plan, await sell(plan.receipt, redeem));
    else await giveBack(client, plan, tally);
    tick();
  };
}

async function giveBack(client: Client, plan: ReturnPlan, tally: Tally): Promise<void> {
  for (const request of plan.requests) {
    const body = isLate(request.body) ? { ...request.body, offline: true } : request.body;
    const answer = await client.call<CommittedReturn>({ name: 'return', method: 'POST', path: '/v1/returns', body });
    tally.returned(plan.member, request, answer);
  }
}

function refuseHistory({ earliest }: Survey, map: ReceiptMap): void {
  if (earliest >= Date.now() - tillsMayGoBackMs) return;
  const day = new Date(earliest).toISOString().slice(0, 10);
  throw new NotReady(
    `the file begins on ${day}: a till's key may go 30 days back; history needs an administrator's key, which also makes store ${map.store.code} and its members`,
  );
}
