import t from 'tap';
import { parse } from 'yaml';
import { cake, programme, receipt } from '../testing/receipts.ts';
import { type Key, type Reply, startGateway } from '../testing/start-gateway.ts';

const gateway = await startGateway(t, { programme });
const { call, pool, publish, time } = gateway;

const document = parse(programme);
const simulate = (body: object, as: Key = 'marketer'): Promise<Reply> => call(as, 'POST /v1/simulate', body);
const anna = { card: 'anna' };
const sold = await call('t1', 'POST /v1/receipts', receipt('1', time(), { member: anna, lines: [cake(500_000)] }));

t.test('a programme that is in force, saved, or not even that', async (t) => {
  const second = programme.replace('percent_off: { percent: 10 }', 'percent_off: { percent: 25 }');
  t.equal(await publish(second), 2);
  const sale = receipt('s', time(), { lines: [{ line: 1, sku: 'tea', quantity: 1, unitPrice: 10_000 }] });
  const draft = structuredClone(document);
  draft.groups[0].rules[0].do.percent_off.percent = 50;
  const rows: [string, object, number, number][] = [
    ['in force', { program: 'main' }, 2_500, 2],
    ['by number', { program: 'main', version: 1 }, 1_000, 1],
    ['a document', { program: draft }, 5_000, 0],
  ];
  for (const [name, program, discount, version] of rows) {
    const { status, body } = await simulate({ ...program, receipt: sale });
    t.equal(status, 200, `${name}: ${body.detail}`);
    t.equal(body.totals.discount, discount, name);
    t.equal(body.program.version, version, name);
    t.strictSame(
      body.trace.map(({ rule }: { rule: string }) => rule),
      ['tea-10', 'half', 'tenth', 'promo-web'],
      name,
    );
    t.equal(body.token, undefined, name);
  }
  await call('admin', 'POST /v1/programs/main/versions/2/revoke');
  t.equal((await simulate({ program: 'main', version: 2, receipt: sale })).body.totals.discount, 2_500, 'revoked');
});

t.test('a member who is real, made up or nobody', async (t) => {
  const sale = receipt('s', time(), { redeem: [{ points: 'max' }], lines: [cake(60_000)] });
  const made = { state: { balances: { bonus: 120, promo: 7 }, purchases: 3 } };
  const rows: [string, object, object][] = [
    ['by card', { member: anna }, { balance: 500, redeem: 300, earn: 30 }],
    ['by the receipt', { receipt: { ...sale, member: anna } }, { balance: 500, redeem: 300, earn: 30 }],
    [
      'rather this one',
      { receipt: { ...sale, member: anna }, member: { card: 'boris' } },
      { balance: 0, redeem: 0, earn: 60 },
    ],
    [
      'made up',
      { member: made },
      {
        balance: 127,
        redeem: 127,
        purses: [
          { purse: 'bonus', balance: 120 },
          { purse: 'promo', balance: 7 },
        ],
      },
    ],
    ['made up of nothing', { member: { state: {} } }, { balance: 0, redeem: 0, earn: 60 }],
  ];
  for (const [name, more, points] of rows) {
    const { status, body } = await simulate({ program: 'main', receipt: sale, ...more });
    t.equal(status, 200, `${name}: ${body.detail}`);
    t.match(body.points, points, name);
  }
  const nobody = await simulate({ program: 'main', receipt: receipt('s', time()) });
  t.match(nobody.body.totals, { net: 100_000, earned: 0 });
});

t.test('at any moment', async (t) => {
  const evening = structuredClone(document);
  evening.groups[0].rules[0].schedule = [{ days: ['fri'], hours: ['18:00-21:00'] }];
  const sale = receipt('s', '2031-01-01T00:00:00Z', {
    lines: [{ line: 1, sku: 'tea', quantity: 1, unitPrice: 10_000 }],
  });
  const rows: [string | undefined, string | undefined, number][] = [
    [undefined, undefined, 0],
    ['2031-01-03T15:00:00Z', undefined, 1_000],
    ['2031-01-03T17:59:59Z', undefined, 1_000],
    ['2031-01-03T18:00:00Z', undefined, 0],
    ['2031-01-03T16:59:59Z', 't3', 0],
    ['2031-01-03T13:00:00Z', 't3', 1_000],
  ];
  for (const [at, till, discount] of rows) {
    const { body } = await simulate({
      program: evening,
      receipt: { ...sale, ...(till && { till }) },
      ...(at && { at }),
    });
    t.equal(body.totals?.discount, discount, `${at} at ${till}: ${body.detail}`);
  }
});

t.test('what comes back', async (t) => {
  const back = [{ receipt: { id: sold.body.id }, lines: [{ line: 1, quantity: 1 }] }];
  const sale = receipt('s', time(), { member: anna, returns: back, redeem: [{ points: 'max' }] });
  const { body } = await simulate({ program: 'main', receipt: sale });
  t.match(body, { returns: [{ refund: 500_000, pointsTaken: 500 }], points: { balance: 0, redeem: 0 } });
  const made = await simulate({ program: 'main', receipt: sale, member: { state: {} } });
  t.match(made.body, { code: 'invalid_request', errors: [{ path: '/receipt/returns' }] });
});

t.test('it writes nothing', async (t) => {
  const count = async () =>
    (
      await pool.query(
        `SELECT (SELECT count(*) FROM receipts) + (SELECT count(*) FROM outbox) + (SELECT sum(version) FROM parties) + (SELECT count(*) FROM programmes) AS sum`,
      )
    ).rows[0].sum;
  const before = await count();
  t.equal((await simulate({ program: document, receipt: receipt('s', time()), member: anna })).status, 200);
  t.equal(await count(), before);
});

t.test('refused: [what, body, code, path]', async (t) => {
  const sale = receipt('s', time());
  const wrong = { ...document, colour: 'red' };
  const unread = structuredClone(document);
  unread.groups[0].rules[0].when = 'receipt.totl > 1';
  const rows: [string, object, string, string?][] = [
    ['no such programme', { program: 'other', receipt: sale }, 'programme_not_found'],
    ['no such version', { program: 'main', version: 99, receipt: sale }, 'programme_not_found'],
    ['a version of a document', { program: document, version: 1, receipt: sale }, 'invalid_request', '/version'],
    ['an unknown key', { program: wrong, receipt: sale }, 'programme_invalid'],
    ['a condition on nothing', { program: unread, receipt: sale }, 'programme_invalid'],
    ['no document', { program: {}, receipt: sale }, 'programme_invalid'],
    [
      'a member of two kinds',
      { program: 'main', receipt: sale, member: { card: 'anna', state: {} } },
      'invalid_request',
      '/member',
    ],
    ['an unknown card', { program: 'main', receipt: sale, member: { card: 'vera' } }, 'card_not_found'],
    ['an unknown till', { program: 'main', receipt: { ...sale, till: 't9' } }, 'till_not_found', '/receipt/till'],
    [
      'one line twice',
      { program: 'main', receipt: { ...sale, lines: [cake(1), cake(1)] } },
      'duplicate_line',
      '/receipt/lines/1/line',
    ],
    [
      'points of nobody',
      { program: 'main', receipt: { ...sale, redeem: [{ points: 1 }] } },
      'member_required',
      '/receipt/redeem',
    ],
    [
      'a purse of none',
      { program: 'main', receipt: { ...sale, redeem: [{ purse: 'x', points: 1 }] }, member: anna },
      'invalid_request',
      '/receipt/redeem/0/purse',
    ],
    [
      'a state of odd things',
      { program: 'main', receipt: sale, member: { state: { age: 7 } } },
      'invalid_request',
      '/member/state/age',
    ],
    ['no moment', { program: 'main', receipt: sale, at: 'tomorrow' }, 'invalid_request', '/at'],
  ];
  for (const [name, body, code, path] of rows) {
    const { body: problem, status } = await simulate(body);
    t.equal(problem.code, code, `${name}: ${status} ${problem.detail}`);
    if (path !== undefined) t.equal(problem.errors?.[0]?.path, path, `${name}: path`);
  }
  t.equal((await simulate({ program: 'main', receipt: sale }, 't1')).body.code, 'forbidden');
});
