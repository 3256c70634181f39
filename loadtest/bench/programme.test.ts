/** The programme the bench ships: a hundred rules without a fault, of which a receipt meets as many as in a real chain. */
import { readFileSync } from 'node:fs';
import t from 'tap';
import { decodeReceipt } from '../../gateway/flows/receipt/decode.ts';
import { compileProgramme } from '../../rules/compile/compile.ts';
import type { CompiledProgramme, GateContext } from '../../rules/compile/compiled.ts';
import { localTime } from '../../rules/compile/local-time.ts';
import { evaluate } from '../../rules/evaluate/evaluate.ts';
import type { MemberState } from '../../rules/model/member-state.ts';
import { parseProgramme } from '../../rules/program/parse.ts';
import { createReceipts } from './load/receipts.ts';

const source = readFileSync(new URL(import.meta.resolve('tillgate/config/programs/bench-100.yaml')), 'utf8');
const stores = ['b01', 'b07', 'b09', 'b13', 'b20'];
const regions = ['centre', 'north', 'south', 'east'];
/** About as often as seed-members.sql gives them. */
const cards = ['gold', 'senior', 'virtual', 'employee', ...Array.from({ length: 12 }, () => 'club')];
const receipts = 500;

t.test('it has a hundred rules, and nothing to be said against it', async (t) => {
  const { document, lint } = parseProgramme(source, Date.now());
  t.same(lint, []);
  t.equal(document?.groups?.flatMap(({ rules = [] }) => rules).length, 100);
});

t.test('a receipt meets dozens of its rules, and several apply; at any hour of any day', async (t) => {
  const { document, hash } = parseProgramme(source);
  if (document === undefined || hash === undefined) throw new Error('the programme cannot be read');
  const programme = compileProgramme(document, hash);
  for (const at of ['2026-07-07T10:00:00+03:00', '2026-07-10T21:00:00+03:00', '2026-07-12T03:00:00+03:00']) {
    const met = meet(programme, Date.parse(at));
    t.comment(
      `${at}: ${met.candidates} candidates, ${met.contending} past their gates, ${met.applied} applied a receipt`,
    );
    t.ok(met.candidates > 15 && met.candidates < 45, `${met.candidates} rules are left by the index`);
    t.ok(met.applied > 6 && met.applied < 20, `${met.applied} rules apply`);
    t.ok(met.rulesApplied > 60, `${met.rulesApplied} different rules apply to some receipt`);
  }
});

/** Means over many receipts. */
function meet(programme: CompiledProgramme, businessTime: number) {
  const source = createReceipts({ members: 1_000, skew: 0, seed: 1, prefix: 'p' });
  const applied = new Set<string>();
  const sums = { candidates: 0, contending: 0, applied: 0 };
  for (let ordinal = 0; ordinal < receipts; ordinal += 1) {
    const region = regions[ordinal % regions.length] ?? '';
    const store = { code: stores[ordinal % stores.length] ?? '', region, timezone: 'Europe/Moscow', attributes: {} };
    const receipt = decodeReceipt(JSON.parse(source.next()), store, businessTime);
    const member: MemberState = {
      cards: [cards[ordinal % cards.length] ?? ''],
      birthDate: `${1950 + (ordinal % 55)}-03-${String(1 + (ordinal % 28)).padStart(2, '0')}`,
      registeredAt: '2025-01-15T00:00:00Z',
      purchases: 3,
      lastPurchaseAt: '2026-07-01T00:00:00Z',
      balances: { bonus: 1_000 },
    };
    const gates: GateContext = { receipt, member, now: localTime(businessTime, store.timezone) };
    for (const candidates of programme.candidates(gates)) {
      sums.candidates += candidates.length;
      sums.contending += candidates.filter((rule) => rule.gates.pass(gates)).length;
    }
    const { trace } = evaluate(programme, {
      programme: { code: 'bench', version: 1 },
      receipt,
      member,
      limits: {},
      explain: true,
    });
    for (const { rule, outcome } of trace ?? []) {
      if (outcome !== 'applied') continue;
      sums.applied += 1;
      applied.add(rule);
    }
  }
  const mean = (sum: number) => Math.round((10 * sum) / receipts) / 10;
  return {
    candidates: mean(sums.candidates),
    contending: mean(sums.contending),
    applied: mean(sums.applied),
    rulesApplied: applied.size,
  };
}
