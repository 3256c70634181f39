/**
 * Hostile requests, one by one: each has a problem of its own that says what was wrong and where, and leaves nothing
 * behind. The rows are in testing/rows, by theme.
 */
import t from 'tap';
import { errorTable } from '../contract/errors.ts';
import { connectTill } from '../testing/till-client.ts';
import { watch } from './testing/left-behind.ts';
import { problemIn, type Row, send } from './testing/row.ts';
import { activities } from './testing/rows/activities.ts';
import { adjustments } from './testing/rows/adjustments.ts';
import { bodies } from './testing/rows/bodies.ts';
import { certificates } from './testing/rows/certificates.ts';
import { coupons } from './testing/rows/coupons.ts';
import { frames } from './testing/rows/frames.ts';
import { identity } from './testing/rows/identity.ts';
import { keys } from './testing/rows/keys.ts';
import { numbers } from './testing/rows/numbers.ts';
import { programmes } from './testing/rows/programmes.ts';
import { protocol } from './testing/rows/protocol.ts';
import { receipts } from './testing/rows/receipts.ts';
import { returns } from './testing/rows/returns.ts';
import { uploads } from './testing/rows/uploads.ts';
import { setStage } from './testing/stage.ts';

t.test('hostile requests', async (t) => {
  const stage = await setStage(t);
  const { expectNothing } = await watch(t, stage);
  const themes = {
    ...{ bodies, numbers, receipts, returns, identity, keys, programmes, protocol },
    ...{ certificates, coupons, uploads, adjustments, activities },
  };
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

t.test('hostile frames', async (t) => {
  const stage = await setStage(t);
  const address = `http://127.0.0.1:${stage.port}`;
  const rows = frames(stage);
  for (const subprotocol of ['tillgate.json', 'tillgate.msgpack'] as const) {
    const till = await connectTill({ address, secret: stage.gateway.secret('t1'), subprotocol });
    // That a till has connected is told to the other gateways.
    const { expectNothing } = await watch(t, stage, 1);
    for (const { name, frame, id, status, code, path, message } of rows.filter(
      (row) => row.subprotocol === subprotocol,
    )) {
      const answer = till.other();
      if (typeof frame === 'string' || Buffer.isBuffer(frame)) till.socket.send(frame);
      else till.write(frame);
      const reply = await answer;
      const first = reply.body.errors?.[0];
      t.strictSame(
        {
          id: reply.id,
          status: reply.status,
          code: reply.body.code,
          path: first?.path,
          retryable: reply.body.retryable,
        },
        { id, status, code, path, retryable: false },
        `${name}: ${reply.body.detail}`,
      );
      t.match(first?.message ?? reply.body.detail, message, name);
      t.match(await till.call('ping'), { status: 200 }, `${name}: and it stands`);
      await expectNothing(name);
    }
    await till.close();
  }
});
