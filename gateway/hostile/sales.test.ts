/**
 * Receipts are quoted, held for, committed, explained, and come back whole or in parts, as days go by and programmes
 * change that have something of everything: each reply is as its route declares, adds up, and agrees with the one
 * before. RUNS is how many; what fails prints its seed and its path, and SEED takes one up again.
 */
import t from 'tap';
import { audit } from '../../ledger/audit/audit.ts';
import { fc, seed } from '../../rules/testing/fast-check.ts';
import type { Key } from '../testing/start-gateway.ts';
import { isFault } from './testing/faults.ts';
import { sales } from './testing/fuzz/sales.ts';
import { setRichStage } from './testing/rich-stage.ts';
import { type Ask, shopping } from './testing/shopping.ts';

const runs = Number(process.env.RUNS ?? 20);

t.test('every sale', { timeout: 3_600_000 }, async (t) => {
  const { stage, known } = await setRichStage(t);
  const { call, logged, pool } = stage.gateway;
  const outcomes = new Map<string, number>();
  t.comment(`SEED=${seed} RUNS=${runs}`);

  /** Refused or not, but never by a fault of ours. */
  const ask: Ask = async (as, request, body, headers = {}) => {
    const reply = await call(as as Key, request, body, headers);
    const [what] = request.replace(/\/[0-9a-f-]{36}|\/[0-9A-Z]{16}|=[^&]*/g, '').split('&');
    const outcome = `${what}: ${reply.status >= 400 ? reply.body.code : reply.status}`;
    outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    const errors = logged.splice(0).filter(isFault);
    if (reply.status >= 500 || errors.length > 0) {
      const sent = typeof body === 'string' ? body : JSON.stringify(body);
      throw new Error(`${request} ${sent}: ${reply.text} ${JSON.stringify(errors)}`);
    }
    return reply;
  };
  const { sell } = shopping(stage, ask);
  // What was sold stays sold: a smaller sale would meet another chain.
  const one = sales(known).map((sale) => [sale]);
  const several = fc.oneof(
    { weight: 3, arbitrary: one },
    { weight: 1, arbitrary: fc.tuple(sales(known), sales(known)) },
  );
  const found = await fc.check(fc.asyncProperty(several, sell), { numRuns: runs, endOnFailure: true });
  if (found.failed) t.fail(`${found.errorInstance}\n${fc.defaultReportMessage(found)}`);
  for (const [outcome, times] of [...outcomes].sort()) t.comment(`${times} × ${outcome}`);
  t.ok((outcomes.get('POST /v1/receipts: 201') ?? 0) >= runs / 4, 'many are committed');
  t.strictSame(await audit(pool), [], 'the ledger is sound');
});
