/**
 * Every call is sent requests made of its own schemas, mostly right, some with something wrong in them: whatever comes,
 * it is answered in time, as its route declares, and never by a fault of ours. RUNS is how many of each; a failure prints
 * its seed and its path, SEED takes one up again, and CALL is the one call that it was of: 'POST /v1/quotes'.
 */
import t from 'tap';
import { audit } from '../../ledger/audit/audit.ts';
import { fc, seed } from '../../rules/testing/fast-check.ts';
import { calls as rolesOf } from '../access/calls.ts';
import { receipt } from '../testing/receipts.ts';
import { isFault } from './testing/faults.ts';
import { callsOf, type FuzzedCall } from './testing/fuzz/calls.ts';
import { knownOf } from './testing/fuzz/known.ts';
import { type FuzzedRequest, requestsOf } from './testing/fuzz/requests.ts';
import { setStage } from './testing/stage.ts';

const runs = Number(process.env.RUNS ?? 40);
const only = process.env.CALL;
/** What takes longer hangs: far more than a loaded machine needs. */
const deadlineMs = 240_000;

const keysOfRole: Readonly<Record<string, readonly string[]>> = { till: ['t1', 't1', 't2', 't3'] };

t.test('every call', { timeout: 3_600_000 }, async (t) => {
  const stage = await setStage(t);
  const { app, parts, pool, logged, faults, secrets } = stage.gateway;
  const known = knownOf(stage);
  const all = callsOf(parts);
  t.comment(`SEED=${seed} RUNS=${runs}`);

  /** A key that may make the call, mostly. */
  const keysFor = ({ call }: FuzzedCall): fc.Arbitrary<string | undefined> => {
    const roles: readonly string[] = call in rolesOf ? rolesOf[call as keyof typeof rolesOf] : [];
    const allowed = roles.flatMap((role) => keysOfRole[role] ?? [role]);
    const others = fc.constantFrom(...secrets.keys(), 'wrong', undefined);
    if (allowed.length === 0) return others;
    return fc.oneof({ weight: 19, arbitrary: fc.constantFrom(...allowed) }, { weight: 1, arbitrary: others });
  };

  const send = async ({ method, url, headers, payload }: FuzzedRequest, key: string | undefined) => {
    const authorization = key === undefined ? {} : { authorization: `Bearer ${secrets.get(key) ?? key}` };
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`no answer within ${deadlineMs} ms`)), deadlineMs);
    });
    const inject = { method: method as 'GET', url, headers: { ...headers, ...authorization } };
    const reply = await Promise.race([app.inject({ ...inject, ...(payload !== undefined && { payload }) }), late]);
    clearTimeout(timer);
    return reply;
  };

  const fuzzed: string[] = [];
  for (const call of all) {
    const name = `${call.method} ${call.url}`;
    if (only !== undefined && only !== name) continue;
    const outcomes = new Map<string, number>();
    fuzzed.push(name);
    const property = fc.asyncProperty(requestsOf(call, known), keysFor(call), async (request, key) => {
      const { statusCode: status, body } = await send(request, key);
      const outcome = /^\{.*"code":"(\w+)"/.exec(status >= 400 ? body : '')?.[1] ?? `${status}`;
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
      const errors = logged.splice(0).filter(isFault);
      const wrong = [...faults.splice(0), ...errors.map((entry) => JSON.stringify(entry))];
      // A machine with other things to do may have Redis or a thread wait; nothing else is an excuse.
      if (status > 500 ? status !== 503 : status === 500) wrong.push(`${status} ${body}`);
      if (wrong.length > 0) throw new Error(wrong.join('\n'));
    });
    const found = await fc.check(property, { numRuns: runs, endOnFailure: runs <= 100 });
    if (found.failed) t.fail(`${name}: ${found.errorInstance}\n${fc.defaultReportMessage(found)}`);
    else t.pass(`${name}: ${said(outcomes)}`);
  }
  const registered = all
    .map(({ method, url }) => `${method} ${url}`)
    .filter((name) => only === undefined || only === name);
  t.strictSame(fuzzed.toSorted(), registered.sort(), 'all of them');

  t.strictSame(await audit(pool), [], 'the ledger is sound');
  const again = await stage.gateway.call('t2', 'POST /v1/quotes', receipt('last', stage.gateway.time()));
  t.ok(again.status < 500, 'and it answers');
});

function said(outcomes: ReadonlyMap<string, number>): string {
  return [...outcomes]
    .sort()
    .map(([outcome, count]) => `${count} × ${outcome}`)
    .join(', ');
}
