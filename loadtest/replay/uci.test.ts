/** The real file, where it is: everything in it is planned, and nothing is lost or comes back twice. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { readInvoices, survey } from './invoices.ts';
import { loadMap } from './map.ts';
import { createBook } from './matching.ts';
import { exactValue, planner } from './plan.ts';

const file = fileURLToPath(
  new URL(
    '../shared/data/uci-online-retail/online_retail_2010-12_2011-09.csv.gz',
    import.meta.resolve('tillgate/package.json'),
  ),
);
const present = existsSync(file);
if (!present) t.comment('The UCI data are not beside this folder (../shared/data): its test is skipped.');

t.test('the whole of UCI Online Retail is planned', { skip: !present }, async (t) => {
  const map = loadMap('uci');
  const counted = await survey(file, map);
  t.equal(counted.lines, 370_931);
  t.equal(counted.invoices.size, 18_786);

  const plan = planner(map, createBook());
  const sum = { sale: 0, return: 0, stock_write_off: 0, other: 0, lines: 0, value: 0n };
  const returned = { requests: 0, unmatchedRequests: 0, matched: 0, partly: 0, unmatched: 0, value: 0n };
  const sold = new Map<string, number>();
  for await (const invoice of readInvoices(file, map, counted)) {
    const made = plan(invoice);
    if (made.kind !== 'nothing') sum[made.kind] += 1;
    else if (made.reason === 'stock_write_off') sum.stock_write_off += 1;
    else sum.other += 1;
    for (const line of [...(made.kind === 'nothing' ? [] : made.sent), ...made.left.map((left) => left.line)]) {
      sum.lines += 1;
      sum.value += exactValue(line);
    }
    if (made.kind === 'sale') {
      for (const { line, quantity } of made.receipt.lines) sold.set(`${made.number}/${line}`, quantity);
    }
    if (made.kind !== 'return') continue;
    returned.matched += made.lines.matched;
    returned.partly += made.lines.partly;
    returned.unmatched += made.lines.unmatched;
    for (const { body, matched, value } of made.requests) {
      returned.requests += 1;
      returned.value += value;
      if (!matched) returned.unmatchedRequests += 1;
      for (const { line, quantity } of matched ? body.lines : []) {
        const key = `${body.receipt?.number}/${line}`;
        sold.set(key, (sold.get(key) ?? 0) - quantity);
      }
    }
    const lines = made.sent.reduce((total, line) => total - exactValue(line), 0n);
    if (lines !== made.requests.reduce((total, request) => total + request.value, 0n))
      t.fail(`${made.number} loses money`);
  }
  t.same(sum, {
    sale: 14_876,
    return: 2_887,
    stock_write_off: 1_023,
    other: 0,
    lines: 370_931,
    value: 6_781_619_004_000_000n,
  });
  t.match(returned, { matched: 4_947, partly: 31, unmatched: 1_674 });
  t.equal([...sold.values()].filter((left) => left < 0).length, 0, 'no line comes back more often than it was sold');
});
