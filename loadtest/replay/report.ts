/** What a replay came to: as JSON for programs, as tables for people. Money in minor units unless it says otherwise. */
import { writeScaled } from './decimal.ts';
import type { Percentiles } from './latencies.ts';
import type { Balances, Reconciled } from './reconcile.ts';
import type { DatabaseReconciled } from './reconcile-database.ts';
import type { Tally } from './tally.ts';

const exactScale = 7;
const shownDifferences = 10;

export interface Run {
  readonly file: string;
  readonly map: string;
  readonly url: string;
  readonly redeem: string | undefined;
  /** False: it was stopped before the end of the file; run again to go on. */
  readonly complete: boolean;
  readonly startedAt: Date;
  readonly seconds: number;
  readonly retries: number;
  readonly made: readonly string[];
  readonly latencies: Readonly<Record<string, Percentiles>>;
  readonly reconciled: Reconciled | undefined;
  readonly database: DatabaseReconciled | undefined;
}

export type Report = ReturnType<typeof reportOf>;

export function reportOf(tally: Tally, run: Run) {
  const { sales, returns, money } = tally;
  const differences = [
    ...tally.differences,
    ...unaccounted(tally),
    ...(run.reconciled?.differences ?? []),
    ...(run.database?.differences ?? []),
  ];
  const received = sales.committed + returns.matched.committed + returns.unmatched.committed;
  const answered = received + sales.refused + returns.matched.refused + returns.unmatched.refused;
  return {
    file: run.file,
    map: run.map,
    url: run.url,
    redeem: run.redeem ?? null,
    complete: run.complete,
    startedAt: run.startedAt.toISOString(),
    seconds: Math.round(run.seconds * 100) / 100,
    provisioned: run.made,
    invoices: { ...tally.invoices, notSent: Object.fromEntries(tally.invoices.notSent) },
    lines: { ...tally.lines, notSent: Object.fromEntries(tally.lines.notSent) },
    receipts: { ...sales },
    returns: {
      matched: { ...returns.matched, value: exact(returns.matched.value) },
      unmatched: { ...returns.unmatched, value: exact(returns.unmatched.value) },
      lines: { ...tally.returnLines },
    },
    refusals: Object.fromEntries(
      [...tally.refusals].sort().map(([code, refused]) => [code, { ...refused, value: exact(refused.value) }]),
    ),
    /** Σ quantity × unitPrice of the file, exactly, and where it went; what the gateway rounded is `rounding`. */
    money: {
      read: exact(money.read),
      committed: exact(money.committed),
      refused: exact(money.refused),
      returned: exact(-money.returned),
      returnsRefused: exact(-money.returnsRefused),
      notSent: Object.fromEntries([...money.notSent].map(([reason, value]) => [reason, exact(value)])),
      rounding: exact(BigInt(totalsOf(tally).gross) * 10n ** BigInt(exactScale) - money.committed),
    },
    totals: totalsOf(tally),
    points: pointsOf(tally, run.reconciled?.balances),
    reconciliation: {
      receipts: run.reconciled?.receipts ?? 0,
      members: run.reconciled?.balances?.members ?? 0,
      database:
        run.database === undefined
          ? null
          : { receipts: run.database.receipts, parties: run.database.parties, transfers: run.database.transfers },
      differences: differences.length,
      first: differences.slice(0, shownDifferences),
    },
    latencyMs: run.latencies,
    retries: run.retries,
    receiptsPerSecond: run.seconds > 0 ? Math.round((answered / run.seconds) * 10) / 10 : 0,
  };
}

/** Why the replay is not to exit with 0; undefined: it is. A refused receipt is no fault of the replay. */
export function faultOf({ complete, reconciliation }: Report): string | undefined {
  if (!complete) return 'the replay was stopped before the end of the file: run it again to go on';
  const { differences } = reconciliation;
  return differences === 0 ? undefined : `the replay does not reconcile: ${differences} differences`;
}

function unaccounted({ money, lines, invoices, sales, returns }: Tally): string[] {
  const differences: string[] = [];
  const left = [...money.notSent.values()].reduce((sum, value) => sum + value, 0n);
  const rest = money.read - money.committed - money.refused + money.returned + money.returnsRefused - left;
  if (rest !== 0n) differences.push(`money: ${exact(rest)} minor units of the file are not accounted for`);
  const notSent = [...lines.notSent.values()].reduce((sum, count) => sum + count, 0);
  if (lines.read !== lines.sent + notSent)
    differences.push(`lines: ${lines.read} read, ${lines.sent} sent, ${notSent} not`);
  if (sales.committed + sales.refused !== invoices.sales) {
    differences.push(`receipts: ${invoices.sales} planned, ${sales.committed} committed, ${sales.refused} refused`);
  }
  for (const [kind, count] of Object.entries({ matched: returns.matched, unmatched: returns.unmatched })) {
    if (count.requests !== count.committed + count.refused) {
      differences.push(
        `returns ${kind}: ${count.requests} sent, ${count.committed} committed, ${count.refused} refused`,
      );
    }
  }
  return differences;
}

function totalsOf({ settled }: Tally) {
  const totals = { gross: 0, discount: 0, redeemed: 0, net: 0, refunded: 0 };
  for (const one of settled) {
    if (one.kind === 'sale') {
      totals.gross += one.gross;
      totals.discount += one.discount;
      totals.redeemed += one.redeemed;
      totals.net += one.net;
    } else totals.refunded += one.refund;
  }
  return totals;
}

function pointsOf({ settled }: Tally, balances: Balances | undefined) {
  const points = { issued: 0, redeemed: 0, returned: 0, takenBack: 0, owedByReturns: 0 };
  for (const one of settled) {
    if (one.kind === 'sale') {
      points.issued += one.earned;
      points.redeemed += one.spent;
    } else {
      points.returned += one.pointsReturned;
      points.takenBack += one.pointsTaken;
      points.owedByReturns += one.debt;
    }
  }
  const { balance = null, held = null, pending = null, debt = null, expired = null } = balances ?? {};
  return { ...points, balance, held, pending, debt, expired };
}

function exact(value: bigint): string {
  return writeScaled(value, exactScale);
}

/** Lines for a terminal of 100 columns or so. */
export function printed(report: Report): string {
  const rows: string[] = [];
  const section = (title: string, values: Readonly<Record<string, unknown>>) => {
    const entries = Object.entries(values).filter(([, value]) => value !== null);
    if (entries.length === 0) return;
    rows.push('', title);
    for (const [name, value] of entries) rows.push(`  ${name.padEnd(34)} ${cell(value)}`);
  };
  rows.push(`${report.file} → ${report.url}${report.complete ? '' : '  (stopped: run again to go on)'}`);
  section('invoices', { read: report.invoices.read, sales: report.invoices.sales, returns: report.invoices.returns });
  section('invoices not sent', report.invoices.notSent);
  section('lines', { read: report.lines.read, sent: report.lines.sent });
  section('lines not sent', report.lines.notSent);
  section('receipts', report.receipts);
  const { matched, unmatched, lines } = report.returns;
  section('returns to the receipt they were sold on', matched);
  section('returns without receipt', unmatched);
  section('lines that came back', lines);
  for (const [code, { example, ...refused }] of Object.entries(report.refusals)) {
    section(`refused ${code}`, { ...refused, first: example });
  }
  const { notSent, ...money } = report.money;
  section('money of the file, minor units', money);
  section('money not sent, minor units', notSent);
  section('totals answered, minor units', report.totals);
  section('points', report.points);
  rows.push(
    '',
    `${'latency, ms'.padEnd(16)}${['count', 'p50', 'p90', 'p99', 'max'].map((name) => name.padStart(10)).join('')}`,
  );
  for (const [name, { count, p50, p90, p99, max }] of Object.entries(report.latencyMs)) {
    rows.push(`  ${name.padEnd(14)}${[count, p50, p90, p99, max].map((value) => cell(value).padStart(10)).join('')}`);
  }
  const { reconciliation } = report;
  section('reconciled', {
    'receipts read again': reconciliation.receipts,
    'members’ balances': reconciliation.members,
    ...(reconciliation.database === null
      ? {}
      : { 'rows, parties, transfers': Object.values(reconciliation.database).map(cell).join(', ') }),
    differences: reconciliation.differences,
  });
  for (const difference of reconciliation.first) rows.push(`  ✗ ${difference}`);
  rows.push(
    '',
    `${cell(report.seconds)} s, ${cell(report.receiptsPerSecond)} receipts/s, ${report.retries} requests sent again`,
  );
  return rows.join('\n');
}

function cell(value: unknown): string {
  if (typeof value === 'number') return value.toLocaleString('en-GB', { maximumFractionDigits: 2 });
  return String(value);
}
