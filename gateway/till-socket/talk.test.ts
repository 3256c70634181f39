/** A till's day over its socket, in each subprotocol, and the same over HTTP: it must not matter which. */
import t from 'tap';
import { subprotocols } from '../contract/socket.ts';
import { cake, programme, receipt } from '../testing/receipts.ts';
import { type StartedGateway, startGateway } from '../testing/start-gateway.ts';
import { connectTill } from '../testing/till-client.ts';

async function listening(gateway: StartedGateway): Promise<string> {
  return gateway.app.listen({ host: '127.0.0.1', port: 0 });
}

const gateway = await startGateway(t, { programme });
const { call, secret, time } = gateway;
const address = await listening(gateway);

for (const subprotocol of subprotocols) {
  t.test(subprotocol, async (t) => {
    const till = await connectTill({ address, secret: secret('t1'), subprotocol });
    t.teardown(() => till.close());
    const name = (number: string) => `${subprotocol}-${number}`;
    const member = { card: 'anna' };

    t.match(await till.call('ping'), { status: 200, body: { time: /^\d{4}-.*Z$/ } });
    const first = receipt(name('1'), time(), { member, lines: [cake(1_000_000), { ...cake(5_000_000_000), line: 2 }] });
    const quoted = await till.call('quote', first);
    t.match(quoted, { status: 200, body: { totals: { gross: 5_001_000_000 } } });
    t.strictSame(without(quoted.body), without((await call('t1', 'POST /v1/quotes', first)).body));

    const sale = { ...first, quote: quoted.body.token };
    const sold = await till.call('commit', sale);
    t.match(sold, { status: 201, replayed: undefined, body: { state: 'committed' } });
    t.match(await till.call('commit', sale), { status: 200, replayed: true, body: sold.body });
    const overHttp = await call('t1', 'POST /v1/receipts', sale);
    t.match(overHttp, { status: 200, replayed: true });
    t.strictSame(overHttp.body, sold.body);
    t.match(await till.call('commit', { ...sale, lines: [cake(1)] }), {
      status: 409,
      body: { code: 'receipt_conflict' },
    });

    const asked = { number: name('2'), member, redeem: [{ points: 40 }] };
    const held = await till.call('hold', asked, name('key'));
    t.match(held, { status: 201, replayed: undefined, body: { state: 'active', points: 40, till: 't1' } });
    t.match(await till.call('hold', asked, name('key')), { status: 200, replayed: true, body: { id: held.body.id } });
    const again = await call('t1', 'POST /v1/holds', asked, { 'idempotency-key': name('key') });
    t.match(again, { status: 200, replayed: true, body: { id: held.body.id } }, 'a key is one over both');
    const { id } = held.body;
    const extended = await till.call('hold.extend', { id, ttl: 'PT30M' });
    t.match(extended, { status: 200, body: { id, state: 'active' } });
    t.ok(extended.body.expiresAt > held.body.expiresAt);
    const paid = await till.call('commit', receipt(name('2'), time(), { member, holds: [id] }));
    t.match(paid, { status: 201, body: { totals: { redeemed: 4_000 }, points: { redeem: 40 } } });
    const spare = await till.call('hold', { ...asked, number: name('3') });
    t.match(await till.call('hold.void', { id: spare.body.id }), { status: 200, body: { state: 'voided' } });

    const back = {
      number: name('r'),
      businessTime: time(),
      receipt: { id: paid.body.id },
      lines: [{ line: 1, quantity: 1 }],
    };
    t.match(await till.call('return', back), { status: 201, body: { refund: 96_000, pointsReturned: 40 } });
    t.match(await till.call('return', back), { status: 200, replayed: true, body: { refund: 96_000 } });
    t.match(await till.call('cancel', { number: name('4') }), { status: 200, body: { state: 'cancelled' } });
    const late = await till.call('commit', receipt(name('4'), time()));
    t.match(late, { status: 409, body: { code: 'receipt_cancelled', retryable: false } });
    t.strictSame(till.faults, []);
    t.strictSame(till.others, []);
  });
}

t.test('many at once, answered out of order, each by its id', async (t) => {
  for (const subprotocol of subprotocols) {
    const till = await connectTill({ address, secret: secret('t2'), subprotocol });
    const asked = Array.from({ length: 60 }, (_, index) => index);
    const answers = await Promise.all(
      asked.map((index) => {
        // Shapes that differ from frame to frame, which crossing records would mix up.
        if (index % 4 === 0) return till.call('ping');
        if (index % 4 === 1) return till.call('hold.void', { id: '0199d1a0-0000-7000-8000-000000000000' });
        const lines = Array.from({ length: (index % 7) + 1 }, (_, line) => ({
          ...cake(1_000 + index, line + 1),
          ...(index % 3 === 0 && { attributes: { [`a${index}`]: index, b: true } }),
        }));
        const body = receipt(`${subprotocol}-m${index}`, time(), {
          lines,
          ...(index % 5 === 0 && { member: { card: 'boris' } }),
        });
        return till.call(index % 4 === 2 ? 'quote' : 'commit', body);
      }),
    );
    for (const [index, { status, body }] of answers.entries()) {
      if (index % 4 === 0) t.ok(status === 200 && body.time, `${index}`);
      else if (index % 4 === 1) t.equal(body.code, 'hold_not_found');
      else {
        t.equal(status, index % 4 === 2 ? 200 : 201, JSON.stringify(body));
        t.equal(body.totals.gross, (1_000 + index) * ((index % 7) + 1));
      }
    }
    t.strictSame(till.faults, []);
    await till.close();
  }
});

/** A quote but for its token, which is another at every moment. */
function without({ token, ...quote }: { token: string }): object {
  return { ...quote, token: typeof token };
}
