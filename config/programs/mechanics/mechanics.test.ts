/**
 * Every mechanic in this folder by its golden file: receipts and a member's state in, the exact quote out.
 *
 *   receipt   as a till sends it; left out are number, channel pos, businessTime (`at`, or noon of 22 November 2026 in
 *             Moscow), the numbers of lines and quantity 1
 *   store     other than s1 in the region centre
 *   occasion  instead of a receipt: registration, birthday, activity:survey …; `attributes` are the activity's own
 *   member    its state as simulations take it; left out: a member of whom nothing is known; `nobody`: no card
 *   bought    by the member before: what was paid at each moment, 2026-10-05T18:00:00+03:00 or noon of a day, for one unit of A;
 *             its counters and its tier are what the programme makes of it
 *   used      of limits, by key
 *   quote     by line: discount, redeemed, earned; then redeem and redeemable in points, lots, messages, rewards, costs. What is
 *             left out is nothing; nudges are compared where they are given.
 *             points: what each rule gives on an occasion; referrer: what each gives to whoever referred the member
 *   why       of every rule, as the trace has it; … at the end stands for whatever follows
 */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import t from 'tap';
import { Check } from 'typebox/value';
import { parse } from 'yaml';
import type { WireQuote } from '../../../gateway/contract/quote.ts';
import { WireReceipt } from '../../../gateway/contract/receipt.ts';
import { decodeReceipt } from '../../../gateway/flows/receipt/decode.ts';
import { quoteBody } from '../../../gateway/replies/quote-body.ts';
import { compileProgramme } from '../../../rules/compile/compile.ts';
import type { CompiledProgramme } from '../../../rules/compile/compiled.ts';
import { evaluate } from '../../../rules/evaluate/evaluate.ts';
import type { Evaluation } from '../../../rules/model/evaluation.ts';
import type { MemberState } from '../../../rules/model/member-state.ts';
import type { Attributes } from '../../../rules/model/receipt.ts';
import { parseProgramme } from '../../../rules/program/parse.ts';
import { PartyInTest } from '../../../rules/state/testing/party.ts';

interface Golden {
  readonly name: string;
  readonly at?: string;
  readonly store?: { readonly code: string; readonly region?: string; readonly timezone?: string };
  readonly occasion?: string;
  readonly attributes?: Attributes;
  readonly receipt?: Partial<WireReceipt> & { readonly lines: readonly Partial<WireReceipt['lines'][number]>[] };
  readonly member?: MemberState | 'nobody';
  readonly bought?: readonly (readonly [at: string, paid: number])[];
  readonly used?: Readonly<Record<string, number>>;
  readonly quote: {
    readonly points?: Readonly<Record<string, number>>;
    readonly referrer?: Readonly<Record<string, number>>;
    readonly discount?: readonly number[];
    readonly redeemed?: readonly number[];
    readonly earned?: readonly number[];
    readonly redeemable?: number;
    readonly redeem?: number;
    readonly lots?: readonly object[];
    readonly messages?: readonly object[];
    readonly rewards?: readonly object[];
    readonly costs?: readonly object[];
    readonly nudges?: readonly object[];
  };
  readonly why: Readonly<Record<string, string>>;
}

const folder = new URL('.', import.meta.url);
const programmes = readdirSync(folder).filter((file) => file.endsWith('.yaml'));
const goldens = readdirSync(new URL('golden/', folder));

t.test('every programme has its golden file, and is named by what it is', async (t) => {
  t.strictSame(goldens.toSorted(), programmes.toSorted());
  for (const file of programmes) t.match(file, /^[BD]\d\d-[a-z-]+\.yaml$/);
});

for (const file of programmes) {
  t.test(file.slice(0, -'.yaml'.length), async (t) => {
    const programme = programmeIn(new URL(file, folder));
    const cases = parse(readFileSync(new URL(`golden/${file}`, folder), 'utf8')) as Golden[];
    t.equal(programme.code, file.slice(0, 3).toLowerCase());
    let hits = 0;
    for (const golden of cases) {
      const { asFound, asWanted, isHit } = compare(programme, golden);
      t.strictSame(asFound, asWanted, golden.name);
      if (isHit) hits++;
    }
    t.ok(
      hits > 0 && hits < cases.length,
      `${hits} of ${cases.length} receipts are given something, the others just miss it`,
    );
  });
}

function programmeIn(file: URL): CompiledProgramme {
  const { document, hash, lint } = parseProgramme(readFileSync(file, 'utf8'));
  assert.deepEqual(lint, []);
  if (document === undefined || hash === undefined) throw new Error('a programme without fault has a document');
  return compileProgramme(document, hash);
}

function compare(programme: CompiledProgramme, golden: Golden): { asFound: object; asWanted: object; isHit: boolean } {
  const { at = '2026-11-22T12:00:00+03:00', store, member = {}, used = {}, quote: wanted, why } = golden;
  const wire = {
    number: '1',
    businessTime: at,
    channel: 'pos' as const,
    attributes: golden.attributes ?? {},
    ...golden.receipt,
    lines: (golden.receipt?.lines ?? []).map((line, index) => ({
      ...line,
      line: index + 1,
      quantity: line.quantity ?? 1,
    })),
  };
  assert.ok(Check(WireReceipt, wire), 'a receipt that the gateway takes');
  const place = { code: 's1', region: 'centre', timezone: 'Europe/Moscow', attributes: {}, ...store };
  const receipt = decodeReceipt(wire, place, Date.parse(at));
  const evaluation = evaluate(programme, {
    programme: { code: programme.code, version: 1 },
    receipt,
    ...(member === 'nobody' ? {} : { member: { ...rememberedBy(programme, golden, at), ...member } }),
    limits: used,
    ...(golden.occasion !== undefined && { occasion: { on: golden.occasion, attributes: golden.attributes ?? {} } }),
    explain: true,
    nudge: true,
  });
  const under = { code: programme.code, version: 1, hash: programme.hash, policy: programme.points };
  const quote = quoteBody(evaluation, under, undefined, Date.parse(at));
  const nothing = quote.lines.map(() => 0);
  const apart = apartOf(evaluation, golden);
  const isHit =
    apart.given +
      quote.totals.discount +
      quote.totals.earned +
      quote.points.redeemable +
      quote.messages.length +
      quote.rewards.length >
    0;
  return {
    isHit,
    asFound: { ...shortOf(quote, golden), ...apart.found },
    asWanted: {
      discount: nothing,
      redeemed: nothing,
      earned: nothing,
      redeemable: 0,
      redeem: 0,
      messages: [],
      rewards: [],
      referrer: {},
      ...(golden.occasion !== undefined && { points: {} }),
      costs: [],
      ...wanted,
      why,
    },
  };
}

/** What a member is told to be who has bought that much. */
function rememberedBy(programme: CompiledProgramme, { bought = [] }: Golden, at: string): MemberState {
  if (bought.length === 0) return {};
  const party = new PartyInTest(programme);
  for (const [moment, paid] of bought) party.buy(moment, paid);
  return { ...party.recall(at), purchases: party.facts.purchases };
}

/** What is not on the lines of a quote: points of an occasion, and what goes to the referrer. */
function apartOf({ accruals, referrer = [] }: Evaluation, { occasion }: Golden): { given: number; found: object } {
  const points = Object.fromEntries(accruals.map(({ rule, points: given }) => [rule, given]));
  const gifts = Object.fromEntries(referrer.map(({ rule, accrual }) => [rule, accrual?.points ?? 0]));
  const given = referrer.length + (occasion === undefined ? 0 : accruals.length);
  return { given, found: { referrer: gifts, ...(occasion !== undefined && { points }) } };
}

/** A quote as the golden files write it; the rest of it follows, and is held to that here. */
function shortOf(quote: Omit<WireQuote, 'token'>, golden: Golden): object {
  const { lines, totals, points, messages, nudges, rewards, costs = [], trace = [] } = quote;
  for (const { gross, discount, redeemed, net, adjustments } of lines) {
    assert.equal(net, gross - discount - redeemed);
    assert.equal(
      discount,
      adjustments.reduce((sum, { amount }) => sum + amount, 0),
    );
  }
  assert.equal(
    totals.net,
    lines.reduce((sum, { net }) => sum + net, 0),
  );
  assert.equal(points.earn, totals.earned);
  return {
    discount: lines.map(({ discount }) => discount),
    redeemed: lines.map(({ redeemed }) => redeemed),
    earned: lines.map(({ earned }) => earned),
    redeemable: points.redeemable,
    redeem: points.redeem,
    ...(golden.quote.lots !== undefined && { lots: points.lots }),
    messages,
    rewards,
    costs,
    ...(golden.quote.nudges !== undefined && { nudges }),
    why: Object.fromEntries(
      trace.map(({ rule, outcome, reason }) => [rule, likeWanted(`${outcome}: ${reason}`, golden.why[rule])]),
    ),
  };
}

function likeWanted(reason: string, wanted = ''): string {
  const start = wanted.slice(0, -1);
  return wanted.endsWith('…') && reason.startsWith(start) ? wanted : reason;
}
