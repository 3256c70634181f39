import t from 'tap';
import { readInvoices, survey } from '../replay/invoices.ts';
import { loadMap } from '../replay/map.ts';
import { createBook } from '../replay/matching.ts';
import { planner } from '../replay/plan.ts';
import { syntheticCsv } from './synthetic.ts';

t.test('the same seed is the same file, and it has everything in it', async (t) => {
  const text = syntheticCsv(400, 1);
  t.equal(text, syntheticCsv(400, 1));
  t.not(text, syntheticCsv(400, 2));

  const file = `${t.testdir({ 'made-up.csv': text })}/made-up.csv`;
  const map = loadMap('uci');
  const plan = planner(map, createBook());
  const seen = { sales: 0, matched: 0, unmatched: 0, nothing: 0, anonymous: 0 };
  for await (const invoice of readInvoices(file, map, await survey(file, map))) {
    const made = plan(invoice);
    if (made.kind === 'nothing') seen.nothing += 1;
    else if (made.member === undefined) seen.anonymous += 1;
    if (made.kind === 'sale') seen.sales += 1;
    if (made.kind !== 'return') continue;
    for (const { matched } of made.requests) seen[matched ? 'matched' : 'unmatched'] += 1;
  }
  for (const [what, count] of Object.entries(seen)) t.ok(count > 3, `${what}: ${count}`);
});
