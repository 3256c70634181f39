/** What is changed in the back office is what the next receipt meets, whatever was cached before. */
import t from 'tap';
import { startGateway } from '../../testing/start-gateway.ts';

const programme = `
program: { code: main, timezone: Europe/Moscow }
groups:
  - code: all
    type: price
    rules:
      - { code: vip, when: 'member.attributes.vip == true', do: { percent_off: { percent: 10 } } }
      - { code: staff, cards: [employee], do: { percent_off: { percent: 50 } } }
`;

t.test('a quote after each change', async (t) => {
  const { call, time } = await startGateway(t, { programme });
  const { body: member } = await call('admin', 'POST /v1/members', {
    phone: '+79161234567',
    cards: [{ number: 'C-1', type: 'club' }],
  });
  const path = `/v1/members/${member.id}`;
  let number = 0;
  const priced = async (reference: object): Promise<number | string> => {
    number += 1;
    const { body } = await call('t1', 'POST /v1/quotes', {
      number: `q${number}`,
      businessTime: time(),
      channel: 'pos',
      member: reference,
      lines: [{ line: 1, sku: 'a', quantity: 1, unitPrice: 1_000 }],
    });
    return body.code ?? body.totals.net;
  };
  const card = { card: 'C-1' };
  type Step = readonly [request: string | undefined, body: unknown, reference: object, expected: number | string];
  const story: readonly Step[] = [
    [undefined, undefined, card, 1_000],
    [`PATCH ${path}`, { attributes: { vip: true } }, card, 900],
    [`PATCH ${path}`, { attributes: { vip: null } }, card, 1_000],
    [`POST ${path}/cards`, { number: 'E-1', type: 'employee' }, card, 500],
    [`POST ${path}/cards/E-1/block`, undefined, card, 1_000],
    [undefined, undefined, { card: 'E-1' }, 'card_blocked'],
    [`POST ${path}/cards/E-1/unblock`, undefined, { card: 'E-1' }, 500],
    [`POST ${path}/cards/E-1/replace`, { number: 'E-2', type: 'club' }, { card: 'E-2' }, 1_000],
    [undefined, undefined, { card: 'E-1' }, 'card_blocked'],
    [undefined, undefined, { phone: '+79161234567' }, 1_000],
    [`PATCH ${path}`, { phone: '+79160000009' }, { phone: '+79161234567' }, 'member_not_found'],
    ['PATCH /v1/stores/s1', { programme: 'nobody' }, card, 'no_programme'],
    ['PATCH /v1/stores/s1', { programme: 'main' }, card, 1_000],
    ['POST /v1/programs/main/versions/1/revoke', undefined, card, 'no_programme'],
  ];
  for (const [request, body, reference, expected] of story) {
    if (request !== undefined) t.match((await call('admin', request, body)).status, /^20[01]$/, request);
    t.equal(await priced(reference), expected, `${request ?? 'then'} → ${JSON.stringify(reference)}`);
  }
});
