import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { readReceipts } from '../ledger/receipts/read.ts';
import { told } from './testing/running.ts';
import { chainWith } from './testing/start-process.ts';

interface Receipt {
  readonly number: string;
  readonly businessTime: string;
  readonly [field: string]: unknown;
}

const {
  pool,
  secrets: [secret],
  running,
} = await chainWith(t, ['t1']);

interface Reply {
  readonly status: number;
  readonly text: string;
}

/** Undefined: nobody knows what became of it. */
async function send(address: string, receipt: Receipt): Promise<Reply | undefined> {
  const headers = { authorization: `Bearer ${secret}`, 'content-type': 'application/json' };
  try {
    const body = JSON.stringify(receipt);
    const reply = await fetch(`${address}/v1/receipts`, { method: 'POST', headers, body });
    return { status: reply.status, text: await reply.text() };
  } catch {
    return undefined;
  }
}

/** As a till does it: who is asked to come again comes again. */
async function sendOn(address: string, receipt: Receipt): Promise<Reply | undefined> {
  for (;;) {
    const reply = await send(address, receipt);
    if (reply?.status !== 503) return reply;
    await sleep(500);
  }
}

t.test('stopped under load: no receipt that was acknowledged is lost, each other has one outcome', async (t) => {
  const { gateway, address } = await running(t);
  const acknowledged = new Map<Receipt, string>();
  const unknown: Receipt[] = [];
  let refused = 0;
  let stopping = false;
  const till = async (name: number): Promise<void> => {
    for (let index = 0; ; index += 1) {
      const number = `${name}-${index}`;
      const lines = [{ line: 1, sku: 'cake', quantity: 1, unitPrice: 100 + index }];
      const receipt = { number, businessTime: new Date().toISOString(), channel: 'pos', lines };
      const reply = await send(address, receipt);
      if (reply?.status === 201) acknowledged.set(receipt, reply.text);
      else unknown.push(receipt);
      if (reply?.status === 503) refused += 1;
      if (reply !== undefined && ![201, 503].includes(reply.status)) t.fail(`${reply.status} ${reply.text}`);
      if (stopping && reply?.status !== 201) return;
    }
  };
  const tills = Array.from({ length: 12 }, (_, name) => till(name));
  while (acknowledged.size < 200) await sleep(10);
  stopping = true;
  t.strictSame(await told(gateway, 'SIGTERM'), [0, null]);
  await Promise.all(tills);
  t.comment(`${acknowledged.size} acknowledged, ${refused} refused, ${unknown.length - refused} unknown`);

  const { rows: ids } = await pool.query<{ id: string }>('SELECT id FROM receipts');
  const rows = await readReceipts(
    pool,
    ids.map(({ id }) => id),
  );
  const stored = new Map(rows.map(({ number, reply }) => [number, reply]));
  t.equal(stored.size, rows.length, 'none is there twice');
  for (const [{ number }, text] of acknowledged) if (stored.get(number) !== text) t.fail(`${number} is lost`);
  for (const { number } of unknown) if (stored.has(number)) t.comment(`${number} was committed, and its till not told`);

  const again = await running(t);
  for (const [receipt, text] of acknowledged) {
    const reply = await sendOn(again.address, receipt);
    if (reply?.status !== 200 || reply.text !== text) t.fail(`${receipt.number}: ${reply?.status} ${reply?.text}`);
  }
  for (const receipt of unknown) {
    const status = (await sendOn(again.address, receipt))?.status;
    t.equal(status, stored.has(receipt.number) ? 200 : 201, `${receipt.number} has one outcome`);
  }
  t.strictSame(await told(again.gateway, 'SIGTERM'), [0, null]);
});
