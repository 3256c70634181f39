/** What members do besides buying: counted once, for good, whatever is sent how often and to whom. */
import t from 'tap';
import { audit } from '../../../ledger/audit/audit.ts';
import { cake } from '../../testing/receipts.ts';
import { startGateway } from '../../testing/start-gateway.ts';

const programme = `
program: { code: main, timezone: Europe/Moscow }
points: { purses: [{ code: bonus, expireAfter: P1Y }] }
groups:
  - code: activities
    type: points
    rules:
      - { code: survey, on: "activity:survey", limits: [{ by: member, times: 2, per: total }], do: { earn_points: { points: 50, per: receipt } } }
      - { code: fans, on: "activity:survey", when: receipt.attributes.score >= 9, do: { earn_points: { points: 7, per: receipt } } }
      - { code: here, on: "activity:visit", stores: [s1], channels: [pos], do: { earn_points: { points: 1, per: receipt } } }
      - { code: first, on: "activity:race", limits: [{ by: rule, times: 3, per: total }], do: { earn_points: { points: 10, per: receipt } } }
  - code: thanks
    type: reward
    rules: [{ code: thanks, on: "activity:survey", do: { message: { to: customer, text: Thank you } } }]
  - code: after
    type: price
    rules:
      - { code: promoter, when: activity("survey").last.score >= 8, do: { percent_off: { percent: 10 } } }
      - { code: surveyed, when: activity("survey").count == 2 && activity("survey").daysAgo == 0, do: { percent_off: { percent: 1 } } }
      - { code: link, when: activity("link").utm == "spring", do: { percent_off: { percent: 50 } } }
`;

const survey = (key: string, score: number, card = 'anna') => ({
  type: 'survey',
  member: { card },
  attributes: { score },
  key,
});

t.test('a survey, and what comes of it', async (t) => {
  const gateway = await startGateway(t, { programme });
  const { call, pool, time } = gateway;
  const quoted = async (card: string): Promise<number> => {
    const body = { number: '1', businessTime: time(), channel: 'pos', member: { card }, lines: [cake(1000)] };
    return (await call('t1', 'POST /v1/quotes', body)).body.totals.discount;
  };
  const balance = async (card: string): Promise<number> =>
    (await call('call-centre', `GET /v1/members?card=${card}`)).body.points.balance;

  t.equal(await quoted('anna'), 0);
  const first = await call('t1', 'POST /v1/activities', survey('k1', 7));
  t.match(first, {
    status: 201,
    body: {
      type: 'survey',
      program: { code: 'main', version: 1 },
      points: { earn: 50, balance: 50, lots: [{ points: 50, purse: 'bonus', rule: 'survey' }] },
      rewards: [],
      messages: [{ to: 'customer', text: 'Thank you' }],
    },
  });
  t.match(await call('t1', 'POST /v1/activities', survey('k1', 7)), { status: 200, replayed: true, text: first.text });
  t.equal(await balance('anna'), 50, 'once');
  t.match(
    await call('t1', 'POST /v1/activities', survey('k1', 8)),
    { status: 409, body: { code: 'idempotency_key_reused', errors: [{ path: '/key' }] } },
    'the same key with another body',
  );
  t.match(await call('t1', 'POST /v1/activities', survey('k1', 7, 'boris')), { status: 409 }, 'or of another member');
  t.match(await call('t2', 'POST /v1/activities', survey('k1', 9)), { status: 201 }, 'a key is of its credential');
  t.equal(await balance('anna'), 107);
  t.equal(await quoted('anna'), 109, 'the last score is 9, and there are two of today');
  t.match((await call('t1', 'POST /v1/activities', survey('k3', 3))).body.points, { earn: 0 }, 'the limit is used up');
  t.equal(await quoted('anna'), 0, 'the last score counts');
  t.equal(await quoted('boris'), 0);

  const { body: member } = await call('call-centre', 'GET /v1/members?card=anna');
  const { operations } = (await call('call-centre', `GET /v1/members/${member.id}/operations`)).body;
  t.match(operations, [
    { reason: 'accrue', rule: 'fans', points: 7, occasion: 'activity:survey' },
    { reason: 'accrue', rule: 'survey', points: 50, occasion: 'activity:survey' },
    { reason: 'accrue', rule: 'survey', points: 50, occasion: 'activity:survey' },
  ]);

  await call('call-centre', `POST /v1/members/${member.id}/cards/anna/block`);
  t.match(await call('t1', 'POST /v1/activities', survey('k1', 7)), { status: 200, text: first.text }, 'blocked since');
  t.match(await call('t1', 'POST /v1/activities', survey('k9', 7)), { status: 409, body: { code: 'card_blocked' } });
  t.same(await audit(pool), []);
});

t.test('where it happens, and through what', async (t) => {
  const { call } = await startGateway(t, { programme });
  const visit = (key: string, more: object = {}) => ({ type: 'visit', member: { card: 'anna' }, key, ...more });
  const rows = [
    ['a till of the store', 't1', visit('1'), 1],
    ['a till of another', 't3', visit('2'), 0],
    ['a shop’s key speaks for the web', 'shop', visit('3'), 0],
    ['unless it says otherwise', 'shop', visit('4', { attributes: { channel: 'pos' } }), 1],
    ['the call centre is in no store', 'call-centre', visit('5'), 0],
    ['unless it names one', 'admin', visit('6', { store: 's1', attributes: { channel: 'pos' } }), 1],
    ['which must be there', 'admin', visit('7', { store: 's99' }), 'store_not_found'],
    ['and price under something', 'admin', visit('8', { store: 's3' }), 'no_programme'],
    ['a till names no other', 't1', visit('9', { store: 's2' }), 'till_mismatch'],
    ['a marketer tells nothing', 'marketer', visit('10'), 'forbidden'],
    ['nobody’s card', 't1', visit('11', { member: { card: 'x' } }), 'card_not_found'],
  ] as const;
  for (const [name, as, body, expected] of rows) {
    const reply = await call(as, 'POST /v1/activities', body);
    t.equal(reply.body.code ?? reply.body.points.earn, expected, name);
  }
  const link = { type: 'link', member: { card: 'anna' }, attributes: { utm: 'spring' }, key: 'l' };
  t.equal((await call('shop', 'POST /v1/activities', link)).status, 201, 'what no rule is on is counted');
  const receipt = { number: '1', businessTime: new Date().toISOString(), channel: 'web', lines: [cake(1000)] };
  const { body } = await call('t1', 'POST /v1/quotes', { ...receipt, member: { card: 'anna' } });
  t.equal(body.totals.discount, 500);
});

t.test('two gateways, at once', async (t) => {
  const one = await startGateway(t, { programme });
  const other = await startGateway(t, { programme, beside: one });
  const tell = (index: number, body: object) => (index % 2 === 0 ? one : other).call('t1', 'POST /v1/activities', body);

  const same = await Promise.all(Array.from({ length: 8 }, (_, index) => tell(index, survey('same', 5))));
  t.same([...new Set(same.map(({ text }) => text))].length, 1, 'one reply');
  t.same(same.map(({ status }) => status).sort(), [200, 200, 200, 200, 200, 200, 200, 201]);

  const rivals = await Promise.all(
    Array.from({ length: 8 }, (_, index) => tell(index, survey('rivals', 5, index < 4 ? 'anna' : 'boris'))),
  );
  const won = rivals.filter(({ status }) => status < 300).map(({ body }) => body.member);
  t.equal(new Set(won).size, 1, 'of two bodies of one key one is taken');
  t.equal(won.length, 4);
  t.same([...new Set(rivals.map(({ status, body }) => (status < 300 ? 'done' : body.code)))].sort(), [
    'done',
    'idempotency_key_reused',
  ]);

  const race = await Promise.all(
    Array.from({ length: 10 }, (_, index) =>
      tell(index, { type: 'race', member: { card: index % 3 === 0 ? 'anna' : 'boris' }, key: `r${index}` }),
    ),
  );
  const given = race.filter(({ body }) => body.points?.earn === 10).length;
  t.same([race.every(({ status }) => status === 201), given], [true, 3], 'a campaign’s budget is not overdrawn');
  t.same(await audit(one.pool), []);
});

t.test('a client makes up kinds of activities', async (t) => {
  const { call, pool } = await startGateway(t, { programme });
  for (let index = 0; index < 100; index += 1) {
    await call('t1', 'POST /v1/activities', { type: `a${index}`, member: { card: 'anna' }, key: '1' });
  }
  const next = await call('t1', 'POST /v1/activities', { type: 'one-more', member: { card: 'anna' }, key: '1' });
  t.match(next, { status: 422, body: { code: 'invalid_request', errors: [{ path: '/type' }] } });
  const { rows } = await pool.query('SELECT count(*)::int AS count FROM occasions');
  t.equal(rows[0].count, 100);
  t.equal((await call('t1', 'POST /v1/activities', survey('k', 1))).status, 422);
  const known = { type: 'a7', member: { card: 'anna' }, key: '2' };
  t.equal((await call('t1', 'POST /v1/activities', known)).status, 201, 'those there are go on');
});
