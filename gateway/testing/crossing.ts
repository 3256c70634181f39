/**
 * What stands before two gateways of a chain and asks them as unkindly as a network can: a request goes to one, and, as
 * a way says, again to the other, after the reply, beside it, or when the connection was cut before there was one. What
 * one of them cannot answer, the other is asked.
 *
 * Whatever the way, a write has one outcome: of all the answers that accept it, one at most is no replay, and where a
 * reply is kept it is the same to the byte.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { GatewayProcess } from './gateway-process.ts';
import type { AskedGateway, Outcome } from './history.ts';
import type { Key, Reply } from './start-gateway.ts';

export interface Way {
  /** The gateway that is asked first is not the till's own. */
  readonly away: boolean;
  readonly again: 'no' | 'after' | 'beside' | 'cut';
  /** Of a cut: so soon after it was sent. */
  readonly cutAfterMs: number;
}

interface Answer {
  /** Undefined: the connection was cut first. */
  readonly reply: Reply | undefined;
  /** It may have been done by an attempt that was not answered. */
  readonly unknown: boolean;
}

/** While one of the gateways starts again, the other answers. */
const patienceMs = 60_000;
/** Refused so, it stays so: a late attempt comes to nothing either. */
const final = new Set([
  'receipt_conflict',
  'receipt_cancelled',
  'receipt_not_cancellable',
  'return_exceeds',
  'attach_refused',
  'hold_resolved',
  'hold_expired',
  'referral_refused',
  'idempotency_key_reused',
]);
/** So late a request that nobody waits for any more may come to something. */
const lateMs = [300, 1_000];

const keptByNumber = /^POST \/v1\/(receipts|returns|receipts\/cancel|activities)$/;
const keptByKey = /^POST \/v1\/(holds|keys|(programs|members|certificates|coupons)(\/.*)?)$/;
/** The codes follow from the key: whoever asks again is told them again, as if anew. */
const toldByKey = /^POST \/v1\/coupon-campaigns\/[^/]+\/codes$/;
const changing =
  /^POST \/v1\/(receipts|returns|holds|keys|programs|members|activities|certificates|coupons|coupon-campaigns)(?!\?dry)/;

/** The gateways as those of one till after the other see them: each asks its own first. */
export function crossing(processes: readonly [GatewayProcess, GatewayProcess], nextWay: () => Way): AskedGateway[] {
  return processes.map((own, index) => {
    const other = processes[1 - index] as GatewayProcess;
    const asked: AskedGateway = {
      logged: own.logged,
      async call(as, request, body, headers = {}) {
        const way = nextWay();
        const [first, second] = way.away ? [other, own] : [own, other];
        const key = keptByKey.test(request) || toldByKey.test(request) ? { 'idempotency-key': randomUUID() } : {};
        const sent = { as, request, body, headers: { ...key, ...headers } };
        if (!changing.test(request)) return merged(sent, [await patiently(sent, first, second)]);
        return merged(sent, await settled(sent, first, await answers(sent, first, second, way)));
      },
      async publish(yaml) {
        const saved = await asked.call('marketer', 'POST /v1/programs/main/versions', yaml, {
          'content-type': 'application/yaml',
        });
        if (saved.status >= 400) throw new Error(`a version cannot be saved: ${saved.text}`);
        const { version } = saved.body;
        const published = await asked.call('marketer', `POST /v1/programs/main/versions/${version}/publish`);
        if (published.status >= 400) throw new Error(`a version cannot be published: ${published.text}`);
        return version;
      },
      now: Date.now,
      time: (ago = 0) => new Date(Date.now() - ago).toISOString(),
    };
    return asked;
  });
}

interface Sent {
  readonly as: Key;
  readonly request: string;
  readonly body: unknown;
  readonly headers: object;
}

async function answers(sent: Sent, first: GatewayProcess, second: GatewayProcess, way: Way): Promise<Answer[]> {
  if (way.again === 'no') return [await patiently(sent, first, second)];
  if (way.again === 'beside') {
    return Promise.all([patiently(sent, first, second), patiently(sent, second, first)]);
  }
  const answer = way.again === 'cut' ? await cut(sent, first, way) : await patiently(sent, first, second);
  return [answer, await patiently(sent, second, first)];
}

/**
 * An attempt that was not answered may still be under way when another has been refused, and be accepted after it. A
 * till would find out by asking once more, and so does this.
 */
async function settled(sent: Sent, first: GatewayProcess, given: readonly Answer[]): Promise<Answer[]> {
  const all = [...given];
  const open = () =>
    all.some(({ unknown }) => unknown) &&
    !all.some(({ reply }) => reply !== undefined && (reply.status < 400 || final.has(reply.body.code)));
  for (const ms of lateMs) {
    if (!open()) break;
    await sleep(ms);
    all.push(await patiently(sent, first));
  }
  return all;
}

/** Asks one, then the other, and so on until there is an outcome. */
async function patiently({ as, request, body, headers }: Sent, ...gateways: GatewayProcess[]): Promise<Answer> {
  let unknown = false;
  let last: unknown;
  for (let tries = 0, until = Date.now() + patienceMs; Date.now() < until; tries += 1) {
    const gateway = gateways[tries % gateways.length] as GatewayProcess;
    try {
      const reply = await gateway.ask(as, request, body, { headers });
      if (reply.body?.retryable !== true) return { reply, unknown };
      last = reply.text;
    } catch (error) {
      last = error;
      unknown = true;
    }
    await sleep(20);
  }
  throw new Error(`${request} ${JSON.stringify(body)} has no outcome`, { cause: last });
}

async function cut({ as, request, body, headers }: Sent, gateway: GatewayProcess, way: Way): Promise<Answer> {
  const signal = AbortSignal.timeout(way.cutAfterMs);
  try {
    const reply = await gateway.ask(as, request, body, { headers, signal });
    return { reply: reply.body?.retryable === true ? undefined : reply, unknown: false };
  } catch {
    return { reply: undefined, unknown: true };
  }
}

/** The outcome of all answers together: accepted, where one of them says so. */
function merged({ request, body }: Sent, answers: readonly Answer[]): Outcome {
  const replies = answers.flatMap(({ reply }) => reply ?? []);
  const accepted = replies.filter(({ status }) => status < 400);
  const refused = replies.filter(({ status }) => status >= 400);
  const wrong = (why: string): never => {
    const texts = replies.map(({ status, replayed, text }) => `${status}${replayed ? ' again' : ''} ${text}`);
    throw new Error(`${request} ${JSON.stringify(body)} ${why}: ${texts.join(' | ')}`);
  };
  const fresh = accepted.filter(({ replayed }) => !replayed);
  if (keptByNumber.test(request) || keptByKey.test(request)) {
    if (fresh.length > 1) wrong('was done twice');
  }
  if (keptByNumber.test(request) || toldByKey.test(request)) {
    for (const { text } of accepted) if (text !== accepted[0]?.text) wrong('was answered in two ways');
  }
  const doubtful = answers.some(({ unknown }) => unknown);
  const [outcome] = [...fresh, ...accepted, ...refused.toReversed()];
  if (outcome === undefined) throw new Error(`${request} has no answer`);
  return { ...outcome, doubtful, others: replies.filter((reply) => reply !== outcome) };
}
