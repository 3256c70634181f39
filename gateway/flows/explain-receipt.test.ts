import t from 'tap';
import { cake, programme, receipt } from '../testing/receipts.ts';
import { type Key, startGateway } from '../testing/start-gateway.ts';

const told = programme
  .replace('code: tea-10,', 'code: tea-10, title: Tea week,')
  .replace(
    'rules:\n      - { code: tea-10',
    'rules:\n      - { code: big, when: receipt.total >= 120000, do: { percent_off: { percent: 5 } } }\n      - { code: tea-10',
  );
const gateway = await startGateway(t, { programme: told });
const { call, time } = gateway;
const day = new Date(gateway.now() + 3 * 3_600_000).toISOString().slice(0, 10);
const text = { accept: 'text/plain' };
const russian = { ...text, 'accept-language': 'ru-RU,ru;q=0.9' };

const sale = receipt('7', time(), {
  member: { card: 'anna' },
  lines: [cake(100_000), { line: 2, sku: 'tea', quantity: 1, unitPrice: 10_000, name: 'Green tea' }],
});
const sold = await call('t1', 'POST /v1/receipts', sale);
const { id } = sold.body;
const plain = (page: string) => page.replace(/[\u00a0\u202f]/g, ' ');

t.test('a page in English, and in Russian where that is preferred', async (t) => {
  const page = await call('call-centre', `GET /v1/receipts/${id}?explain=true`, undefined, text);
  t.equal(page.status, 200);
  t.match(String(page.headers['content-type']), /^text\/plain; charset=utf-8/);
  t.equal(page.headers['content-language'], 'en');
  t.match(page.text, /^Receipt 7\nStore s1, till t1, /);
  t.match(page.text, '2. Green tea (tea), 1 × ₽100.00');
  t.match(page.text, '-₽10.00 by “Tea week” (tea-10): 10% of ₽100.00');
  t.match(page.text, '109 points by tenth, into bonus');
  t.match(page.text, /big: 110\.00 more|big: 100\.00 more and you get 5% off/);
  const other = await call('call-centre', `GET /v1/receipts/${id}?explain=true`, undefined, russian);
  t.equal(other.headers['content-language'], 'ru');
  t.match(plain(other.text), /^Чек 7\nМагазин s1, касса t1, /);
  t.match(plain(other.text), '-10,00 ₽ по правилу «Tea week» (tea-10): 10% от 100,00 ₽');
  const byKey = await call('t1', `GET /v1/receipts?businessDay=${day}&number=7&explain=true`, undefined, text);
  t.equal(byKey.text, page.text, 'by its key as well');
});

t.test('who asks for JSON, or for nothing in particular, gets JSON; others are told what there is', async (t) => {
  const rows: [accept: string | undefined, status: number, type: RegExp][] = [
    [undefined, 200, /^application\/json/],
    ['*/*', 200, /^application\/json/],
    ['application/json', 200, /^application\/json/],
    ['application/*', 200, /^application\/json/],
    ['text/*', 200, /^text\/plain/],
    ['text/plain, application/json;q=0.5', 200, /^text\/plain/],
    ['text/plain;q=0.5, application/json', 200, /^application\/json/],
    ['text/plain;q=0, */*', 200, /^application\/json/],
    ['text/html', 406, /^application\/problem\+json/],
    ['nonsense', 406, /^application\/problem\+json/],
    ['text/plain;q=high', 406, /^application\/problem\+json/],
  ];
  for (const [accept, status, type] of rows) {
    const headers = accept === undefined ? {} : { accept };
    const reply = await call('call-centre', `GET /v1/receipts/${id}?explain=true`, undefined, headers);
    t.equal(reply.status, status, accept ?? 'none');
    t.match(String(reply.headers['content-type']), type, accept ?? 'none');
    if (status === 406) t.equal(reply.body.code, 'not_acceptable');
    else if (/json/.test(String(reply.headers['content-type']))) t.ok(reply.body.trace.length > 0, 'with its trace');
  }
  t.equal((await call('t1', `GET /v1/receipts/${id}`, undefined, text)).text, sold.text, 'without explain as ever');
});

t.test('what came back since, in part and whole; a return by itself', async (t) => {
  const back = (number: string, line: number) =>
    call('t1', 'POST /v1/returns', {
      number,
      businessTime: time(),
      receipt: { id },
      lines: [{ line, quantity: 1 }],
    });
  const first = await back('8', 2);
  t.equal(first.status, 201);
  const explained = async (which: string) =>
    plain((await call('call-centre', `GET /v1/receipts/${which}?explain=true`, undefined, text)).text);
  const page = await explained(id);
  t.match(
    page,
    'WHAT CAME BACK SINCE\nline 2, Green tea: 1; ₽90.00 refunded, 0 points given back, 9 points taken back',
  );
  t.match(page, '9 points of them were taken back since, for goods that came back');
  await back('9', 1);
  t.match(await explained(id), 'Together: ₽1,090.00 refunded.');
  const ofReturn = await explained(first.body.id);
  t.match(ofReturn, /^Return 8\nOf receipt /);
  t.match(ofReturn, '₽90.00 refunded');
  t.match(ofReturn, '9 points taken back');
});

t.test('cancelled, and attached to a member later', async (t) => {
  const cancelled = await call('t1', 'POST /v1/receipts', receipt('20', time()));
  await call('t1', 'POST /v1/receipts/cancel', { id: cancelled.body.id });
  const page = await call('t1', `GET /v1/receipts/${cancelled.body.id}?explain=true`, undefined, text);
  t.match(page.text, 'This receipt was cancelled');
  t.notMatch(page.text, 'NEARLY');
  const alone = await call('t1', 'POST /v1/receipts', receipt('21', time()));
  const lonely = await call('t1', `GET /v1/receipts/${alone.body.id}?explain=true`, undefined, text);
  t.match(lonely.text, 'Nobody showed a card.');
  t.match(lonely.text, 'No points were earned.');
  await call('t1', `POST /v1/receipts/${alone.body.id}/attach`, { member: { card: 'anna' } });
  const attached = await call('t1', `GET /v1/receipts/${alone.body.id}?explain=true`, undefined, text);
  t.match(attached.text, 'It was attached to a member later');
  t.match(attached.text, '100 points by tenth, into bonus');
});

t.test('a quote’s nudges speak the language of the request; a commit has none', async (t) => {
  const near = receipt('30', time(), { lines: [cake(119_000)] });
  const { body } = await call('t1', 'POST /v1/quotes', near);
  t.strictSame(body.nudges, [
    { rule: 'big', text: '10.00 more and you get 5% off', missing: { amount: 1_000 }, gain: 5_950 },
  ]);
  const russianQuote = await call('t1', 'POST /v1/quotes', near, { 'accept-language': 'ru' });
  t.equal(plain(russianQuote.body.nudges[0].text), 'ещё на 10,00 — и скидка 5%');
  t.strictSame((await call('t1', 'POST /v1/receipts', { ...near, quote: body.token })).body.nudges, []);
});

t.test('who may: [key, code]', async (t) => {
  const rows: [Key | null, string | undefined][] = [
    ['t2', 'till_mismatch'],
    ['t3', 'till_mismatch'],
    ['marketer', 'forbidden'],
    [null, 'unauthenticated'],
    ['shop', undefined],
    ['admin', undefined],
  ];
  for (const [key, code] of rows) {
    const reply = await call(key, `GET /v1/receipts/${id}?explain=true`, undefined, text);
    t.equal(reply.body?.code, code, `${key}`);
  }
  const missing = '0199d1a0-0000-7000-8000-000000000000';
  const reply = await call('admin', `GET /v1/receipts/${missing}?explain=true`, undefined, text);
  t.equal(reply.body.code, 'receipt_not_found');
});
