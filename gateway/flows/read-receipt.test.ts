import t from 'tap';
import { cake, programme, receipt } from '../testing/receipts.ts';
import { type Key, startGateway } from '../testing/start-gateway.ts';

const gateway = await startGateway(t, { programme });
const { call, publish, time } = gateway;
const day = new Date(gateway.now() + 3 * 3_600_000).toISOString().slice(0, 10);

const sale = receipt('7', time(), {
  member: { card: 'anna' },
  lines: [cake(100_000), { line: 2, sku: 'tea', quantity: 1, unitPrice: 10_000 }],
});
const sold = await call('t1', 'POST /v1/receipts', sale);
const { id } = sold.body;
const back = { number: '7', businessTime: time(), receipt: { id }, lines: [{ line: 1, quantity: 1 }] };
const returned = await call('t1', 'POST /v1/returns', back);

t.test('as it was committed, to the byte', async (t) => {
  t.equal((await call('t1', `GET /v1/receipts/${id}`)).text, sold.text);
  t.equal((await call('t1', `GET /v1/receipts?businessDay=${day}&number=7`)).text, sold.text);
  t.equal(
    (await call('call-centre', `GET /v1/receipts?till=t1&businessDay=${day}&number=7&kind=sale`)).text,
    sold.text,
  );
  t.equal((await call('t1', `GET /v1/receipts/${returned.body.id}`)).text, returned.text);
  t.equal((await call('t1', `GET /v1/receipts?businessDay=${day}&number=7&kind=return`)).text, returned.text);
});

t.test('explained by the version it was made under, whatever has become of that', async (t) => {
  const explain = async () => (await call('call-centre', `GET /v1/receipts/${id}?explain=true`)).body;
  const { trace, ...body } = await explain();
  t.strictSame(body, sold.body);
  t.strictSame(
    trace.map((entry: { rule: string; outcome: string }) => [entry.rule, entry.outcome]),
    [
      ['tea-10', 'applied'],
      ['half', 'applied'],
      ['tenth', 'applied'],
      ['promo-web', 'unmet'],
    ],
  );
  await publish(programme.replace('percent_off: { percent: 10 }', 'percent_off: { percent: 50 }'));
  t.equal((await call('admin', 'POST /v1/programs/main/versions/1/revoke')).status, 200);
  t.strictSame((await explain()).trace, trace);
  const ofReturn = (await call('call-centre', `GET /v1/receipts/${returned.body.id}?explain=true`)).body;
  t.strictSame(ofReturn, returned.body, 'a return has no rules to explain');
});

t.test('who may: [key, call, code]', async (t) => {
  const missing = '0199d1a0-0000-7000-8000-000000000000';
  const rows: [Key | null, string, string | undefined][] = [
    ['t2', `/${id}`, 'till_mismatch'],
    ['t2', `?till=t1&businessDay=${day}&number=7`, 'till_mismatch'],
    ['t2', `?businessDay=${day}&number=7`, 'receipt_not_found'],
    ['shop', `/${id}`, undefined],
    ['shop', `?till=t1&businessDay=${day}&number=7`, undefined],
    ['shop', `?businessDay=${day}&number=7`, 'invalid_request'],
    ['t3', `/${id}`, 'till_mismatch'],
    ['call-centre', `/${id}`, undefined],
    ['admin', `/${id}`, undefined],
    ['marketer', `/${id}`, 'forbidden'],
    [null, `/${id}`, 'unauthenticated'],
    ['t1', `/${missing}`, 'receipt_not_found'],
    ['t1', '/7', 'invalid_request'],
    ['t1', `?businessDay=${day}`, 'invalid_request'],
    ['t1', '?businessDay=2026-02-29&number=7', 'invalid_request'],
    ['t1', `?businessDay=${day}&number=7&kind=loan`, 'invalid_request'],
    ['t1', `?businessDay=${day}&number=7&colour=red`, 'invalid_request'],
    ['t1', `?businessDay=${day}&number=8`, 'receipt_not_found'],
  ];
  for (const [key, query, code] of rows) {
    t.equal((await call(key, `GET /v1/receipts${query}`)).body.code, code, `${key} ${query}`);
  }
});
