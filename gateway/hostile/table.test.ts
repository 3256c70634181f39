/**
 * Hostile requests, one by one: each has a problem of its own that says what was wrong and where, and leaves nothing
 * behind. The rows are in testing/rows, by theme.
 */
import t from 'tap';
import { errorTable } from '../contract/errors.ts';
import { watch } from './testing/left-behind.ts';
import { problemIn, type Row, send } from './testing/row.ts';
import { bodies } from './testing/rows/bodies.ts';
import { identity } from './testing/rows/identity.ts';
import { keys } from './testing/rows/keys.ts';
import { numbers } from './testing/rows/numbers.ts';
import { programmes } from './testing/rows/programmes.ts';
import { protocol } from './testing/rows/protocol.ts';
import { receipts } from './testing/rows/receipts.ts';
import { returns } from './testing/rows/returns.ts';
import { setStage } from './testing/stage.ts';

t.test('hostile requests', async (t) => {
  const stage = await setStage(t);
  const { expectNothing } = await watch(t, stage);
  const themes = { bodies, numbers, receipts, returns, identity, keys, programmes, protocol };
  const outcomes = new Set<string>();
  let count = 0;
  for (const [theme, rowsOf] of Object.entries(themes)) {
    const rows: readonly Row[] = rowsOf(stage);
    for (const row of rows) {
      const name = `${theme}: ${row.name}`;
      const reply = await send(stage, row);
      const { status, code, path, message, retryable = false } = row;
      const problem = problemIn(reply);
      const first = problem.errors?.[0];
      t.match(
        { ...problem, ...reply, path: first?.path, said: first?.message ?? problem.detail },
        {
          ...{ status, code, retryable, path, said: message, requestId: /^[\w.:-]+$/ },
          ...{ type: `urn:tillgate:error:${code}`, title: errorTable[code].title },
          contentType: /^application\/problem\+json/,
        },
        name,
      );
      // A match would take any path for none.
      t.equal(first?.path, path, `${name}: where`);
      await expectNothing(name);
      outcomes.add(`${code} ${path ?? ''}`);
      count += 1;
    }
  }
  t.comment(`${count} rows, ${outcomes.size} outcomes`);
  t.ok(count >= 80, `${count} rows`);
  t.ok(outcomes.size >= 40, `${outcomes.size} different outcomes`);
});
