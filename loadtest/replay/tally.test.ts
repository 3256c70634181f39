/** The fixture's books, with a gateway that takes 10% off, gives a point a penny and refuses one receipt. */
import { fileURLToPath } from 'node:url';
import t from 'tap';
import type { Problem } from '../../gateway/contract/errors.ts';
import type { CommittedReceipt } from '../../gateway/contract/quote.ts';
import type { CommittedReturn } from '../../gateway/contract/return.ts';
import type { Answer } from './client.ts';
import { readInvoices, survey } from './invoices.ts';
import { loadMap } from './map.ts';
import { createBook } from './matching.ts';
import { amountOf, planner, type SalePlan } from './plan.ts';
import { faultOf, printed, reportOf } from './report.ts';
import { createTally, type Tally } from './tally.ts';

const gifts = fileURLToPath(import.meta.resolve('tillgate/loadtest/replay/fixtures/gifts.csv'));
const refused = (code: string) => ({ ok: false, problem: { code, detail: 'because' } as Problem }) as const;

function priced({ sent, number }: SalePlan): Answer<CommittedReceipt> {
  const gross = sent.reduce((sum, line) => sum + amountOf(line), 0);
  const discount = gross > 0 ? Math.round(gross / 10) : 0;
  const net = gross - discount;
  const body = {
    id: `id-${number}`,
    totals: { gross, discount, redeemed: 0, net, earned: Math.max(0, net) },
    points: { redeem: 0 },
  };
  return { ok: true, status: 201, body: body as CommittedReceipt, replayed: number === '1001' };
}

async function filled(price = priced): Promise<Tally> {
  const map = loadMap('uci');
  const tally = createTally();
  const plan = planner(map, createBook());
  for await (const invoice of readInvoices(gifts, map, await survey(gifts, map))) {
    const made = plan(invoice);
    tally.planned(made);
    if (made.kind === 'sale') tally.sold(made, made.number === '1002' ? refused('member_not_found') : price(made));
    if (made.kind !== 'return') continue;
    for (const request of made.requests) {
      const body = { id: 'b', refund: 10, pointsReturned: 1, pointsTaken: 4, debt: 0, lines: [] } as CommittedReturn;
      const answer = { ok: true, status: 201, body, replayed: false } as const;
      tally.returned(made.member, request, request.matched ? answer : refused('return_unmatched'));
    }
  }
  return tally;
}

const run = {
  file: 'gifts.csv',
  map: 'uci',
  url: 'http://127.0.0.1:8080',
  redeem: undefined,
  complete: true,
  startedAt: new Date(0),
  seconds: 2,
  retries: 3,
  made: ['store uci'],
  latencies: { quote: { count: 1, p50: 1.25, p90: 2, p99: 3, max: 4 } },
  reconciled: undefined,
  database: undefined,
};

t.test('every line and penny is somewhere', async (t) => {
  const report = reportOf(await filled(), run);
  t.match(report.invoices, { read: 9, sales: 5, returns: 2, notSent: { stock_write_off: 1, unreadable: 1 } });
  t.match(report.lines, { read: 17, sent: 13, notSent: { stock_write_off: 1, unreadable: 2, nothing_sold: 1 } });
  t.match(report.receipts, { committed: 4, replayed: 1, refused: 1 });
  t.match(report.returns.matched, { requests: 2, committed: 2, refused: 0, value: String(14 * 255) });
  t.match(report.returns.unmatched, { requests: 2, committed: 0, refused: 2, value: String(2 * 255 + 295 + 1800) });
  t.match(report.refusals, {
    member_not_found: { sales: 1, returns: 0, value: '1800', example: '1002: because' },
    return_unmatched: { sales: 0, returns: 2, value: '2605' },
  });
  // 8 and 6 mugs, a tray of a tenth of a penny, postage less discount, a bad debt; the gift costs nothing.
  const committed = 14 * 255 + 1800 - 500 - 1_106_206;
  t.equal(report.money.committed, '-1101335.9');
  t.match(report.money, { refused: '1800', returned: String(-14 * 255), returnsRefused: '-2605', rounding: '-0.1' });
  t.match(report.money.notSent, { unreadable: '255', stock_write_off: '0' });
  t.match(report.totals, { gross: committed, refunded: 20 });
  t.match(report.points, { returned: 2, takenBack: 8, balance: null });
  t.equal(report.reconciliation.differences, 0);
  t.equal(faultOf(report), undefined);
  t.equal(report.receiptsPerSecond, 4.5);
});

t.test('an answer that is not what the file says is a difference', async (t) => {
  const tally = await filled((plan) => {
    const answer = priced(plan);
    if (answer.ok && plan.number === '1004') answer.body.totals.gross += 1;
    return answer;
  });
  const report = reportOf(tally, run);
  t.match(report.reconciliation.first, [/receipt 1004: its gross is 2831, its lines are 2830/]);
  t.match(faultOf(report), /does not reconcile: 1 differences/);
});

t.test('so is a receipt that nobody answered', async (t) => {
  const tally = await filled();
  tally.invoices.sales += 1;
  tally.money.read += 5n;
  const report = reportOf(tally, run);
  t.match(report.reconciliation.first, [
    /money: 0\.0000005 minor units/,
    /receipts: 6 planned, 4 committed, 1 refused/,
  ]);
  t.match(faultOf(reportOf(tally, { ...run, complete: false })), /stopped before the end/);
});

t.test('the tables', async (t) => {
  const text = printed(reportOf(await filled(), run));
  for (const words of [
    /refused return_unmatched/,
    /quote\s+1\s+1\.25\s+2\s+3\s+4/,
    /3 requests sent again/,
    /first\s+1002: because/,
  ]) {
    t.match(text, words);
  }
});
