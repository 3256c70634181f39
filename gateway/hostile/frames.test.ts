/**
 * Every op of a till's socket, in every subprotocol, is sent frames made of its own schema, mostly right, some with
 * something wrong in them, some torn: each has exactly one answer, as the contract has it, or the socket is closed with a
 * code that says why. RUNS is how many of each; a failure prints its seed and its path, and SEED takes one up again.
 */
import { encode } from '@msgpack/msgpack';
import { Ajv } from 'ajv';
import t from 'tap';
import { WebSocket } from 'ws';
import { audit } from '../../ledger/audit/audit.ts';
import { fc, seed } from '../../rules/testing/fast-check.ts';
import { shared } from '../contract/shared.ts';
import {
  type AnsweredOp,
  bodies,
  closeCodes,
  frameOf,
  maxFrameBytes,
  replyOf,
  type Subprotocol,
  subprotocols,
  tillOps,
} from '../contract/socket.ts';
import { formats } from '../plugins/validation/formats.ts';
import type { Key } from '../testing/start-gateway.ts';
import { connectTill, type TillClient } from '../testing/till-client.ts';
import { isFault } from './testing/faults.ts';
import { knownOf } from './testing/fuzz/known.ts';
import { mutated, mutations } from './testing/fuzz/mutate.ts';
import { type Schema, valuesOf } from './testing/fuzz/schema.ts';
import { setStage } from './testing/stage.ts';

const runs = Number(process.env.RUNS ?? 20);
const deadlineMs = 240_000;

/** The protocol's own code for a message beyond the limit. */
const tooLarge = 1009;

/** Of each till there is one socket. */
const tillOf: Readonly<Record<Subprotocol, Key>> = {
  'tillgate.json': 't1',
  'tillgate.msgpack': 't2',
  'tillgate.msgpack-records': 't3',
};

const ajv = new Ajv({ strict: false, formats });
for (const schema of shared) ajv.addSchema(schema);

type Tear = 'cut' | 'changed' | 'longer' | undefined;

t.test('every op', { timeout: 3_600_000 }, async (t) => {
  const stage = await setStage(t);
  const { secret, logged, pool } = stage.gateway;
  const address = `http://127.0.0.1:${stage.port}`;
  const known = { ...knownOf(stage), key: ['a', 'b'], number: ['1', '2', '3', '4'], till: ['t1'] };
  t.comment(`SEED=${seed} RUNS=${runs}`);
  const ops = Object.keys(bodies) as AnsweredOp[];
  t.strictSame(
    [...ops, 'hold.confirm', 'hold.resend'].sort(),
    [...tillOps].sort(),
    'all of them, and those that nobody answers yet',
  );

  for (const subprotocol of subprotocols) {
    const open = () => connectTill({ address, secret: secret(tillOf[subprotocol]), subprotocol });
    let till = await open();
    for (const op of ops) {
      const answered = ajv.compile(replyOf(op));
      const outcomes = new Map<string, number>();
      const frames = valuesOf(frameOf(op) as object as Schema, { ...known, till: [tillOf[subprotocol]] });
      const tears = fc.constantFrom<Tear>(...Array<Tear>(17).fill(undefined), 'cut', 'changed', 'longer');
      const property = fc.asyncProperty(frames, mutations, tears, fc.nat(), async (frame, wrong, tear, place) => {
        if (till.socket.readyState !== WebSocket.OPEN) till = await open();
        const value = mutated(frame, wrong) ?? null;
        let length = 0;
        const send = () => {
          length = write(till, subprotocol, value, tear, place);
        };
        const reply = await inTime(exchanged(till, send));
        const outcome = 'closed' in reply ? `closed ${reply.closed}` : (reply.body?.code ?? `${reply.status}`);
        outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
        const faults = till.faults.splice(0);
        const errors = logged.splice(0).filter(isFault);
        if ('closed' in reply) {
          // Only records lose their thread by a message that cannot be read; text that is no UTF-8 is the protocol's.
          const code = length > maxFrameBytes ? tooLarge : closeCodes.outOfStep;
          if (reply.closed !== code) faults.push(`closed with ${reply.closed} after ${length} bytes`);
        } else {
          const ownOp = (value as { op?: unknown } | null)?.op === op;
          if (ownOp && !answered(reply)) faults.push(`${ajv.errorsText(answered.errors)}: ${JSON.stringify(reply)}`);
          if (reply.status >= 500 && reply.status !== 503) faults.push(JSON.stringify(reply));
        }
        if (faults.length + errors.length > 0)
          throw new Error([...faults, ...errors.map((e) => JSON.stringify(e))].join('\n'));
      });
      const found = await fc.check(property, { numRuns: runs, endOnFailure: runs <= 100 });
      const name = `${subprotocol} ${op}`;
      if (found.failed) t.fail(`${name}: ${found.errorInstance}\n${fc.defaultReportMessage(found)}`);
      else
        t.pass(
          `${name}: ${[...outcomes]
            .sort()
            .map(([outcome, count]) => `${count} × ${outcome}`)
            .join(', ')}`,
        );
    }
    await till.close();
  }
  t.strictSame(await audit(pool), [], 'the ledger is sound');
});

type Answer = { readonly closed: number } | TillClient['others'][number];

/** The one answer to a message, and after it a ping's; or how the socket was closed. */
async function exchanged(till: TillClient, send: () => void): Promise<Answer> {
  const before = till.others.length;
  send();
  try {
    const reply = await till.until(({ others }) => others[before]);
    await till.call('ping');
    if (till.others.length > before + 1)
      throw new Error(`answered twice: ${JSON.stringify(till.others.slice(before))}`);
    return reply;
  } catch (error) {
    if (till.socket.readyState === WebSocket.OPEN) throw error;
    return { closed: (await till.closed).code };
  }
}

/** So many bytes. */
function write(till: TillClient, subprotocol: Subprotocol, value: unknown, tear: Tear, place: number): number {
  if (tear === undefined) return till.write(value);
  const isText = subprotocol === 'tillgate.json';
  const bytes = Buffer.from(isText ? JSON.stringify(value) : encode(value, { ignoreUndefined: true }));
  const at = place % bytes.length;
  if (tear === 'changed') bytes[at] = isText ? 0x20 + (place % 95) : place % 256;
  const torn =
    tear === 'cut' ? bytes.subarray(0, at) : tear === 'longer' ? Buffer.concat([bytes, bytes.subarray(at)]) : bytes;
  till.socket.send(torn, { binary: !isText });
  return torn.length;
}

async function inTime<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${deadlineMs} ms`)), deadlineMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
