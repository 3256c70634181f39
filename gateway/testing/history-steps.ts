/** What members, tills and marketers of a small chain do, chosen by numbers. */
import { programmeOf } from './history-programme.ts';
import {
  changeHold,
  chosen,
  hold,
  memberOf,
  type Numbers,
  pointsOf,
  post,
  quoted,
  receiptOf,
  returnRefusals,
  sell,
  someOf,
  type Take,
  tillOf,
} from './history-shopping.ts';
import { certificateSteps } from './history-steps-certificates.ts';
import { couponSteps } from './history-steps-coupons.ts';
import { occasionSteps } from './history-steps-occasions.ts';
import { refusedEverywhere } from './refused-everywhere.ts';

export const steps = {
  sell: (history, step) => sell(history, step, {}),

  redeem: (history, step) => sell(history, step, memberOf(history, step).member === undefined ? {} : pointsOf(step)),

  async 'sell what is paid'(history, step) {
    const { lines, ...receipt } = receiptOf(history, step);
    const member = memberOf(history, step);
    const paid = lines.map(({ line, quantity, unitPrice }, index) => {
      const amount = Math.floor(quantity * unitPrice);
      const redeemed = member.member === undefined ? 0 : Math.min(amount, (step.pick % 20) * 100);
      const net = Math.floor(((amount - redeemed) * ((step.amount * (index + 3)) % 101)) / 100);
      return { line, net, ...(redeemed > 0 && { redeemed }) };
    });
    const charged = { net: paid.reduce((sum, { net }) => sum + net, 0), lines: paid };
    await history.commit(tillOf(step), { ...receipt, lines, ...member, charged });
  },

  hold: async (history, step) => void (await hold(history, step, 'PT10M')),
  'hold briefly': async (history, step) => void (await hold(history, step, 'PT0.05S')),
  void: (history, step) => changeHold(history, step, 'void'),
  extend: (history, step) => changeHold(history, step, 'extend', { ttl: 'PT20M' }),

  async post(history, step) {
    const found = chosen(history.holds, step);
    if (found !== undefined) await post(history, step, found);
  },

  /** The whole life of a hold, wherever each call goes; at the end, as may be, with the cashier and the customer at odds. */
  async 'hold, extend and post'(history, step) {
    const found = await hold(history, step, 'PT10M');
    if (found === undefined) return;
    const call = `POST /v1/holds/${found.id}`;
    await history.send(found.till, `${call}/extend`, { ttl: 'PT20M' }, []);
    const voiding = step.flag && history.send(found.till, `${call}/void`, undefined, ['hold_resolved']);
    await Promise.all([post(history, { ...step, flag: false }, found), voiding]);
  },

  async return(history, step) {
    const sale = chosen(history.sales, step);
    if (sale === undefined) return;
    const lines = someOf(sale, step);
    const dry = { number: history.number(), businessTime: history.time(), receipt: { id: sale.id }, lines };
    if (step.flag) await history.send(tillOf(step), 'POST /v1/returns?dry=true', dry, returnRefusals);
    await history.giveBack(sale, lines, tillOf(step), returnRefusals);
  },

  async exchange(history, step) {
    const sale = chosen(history.sales, step);
    if (sale === undefined) return;
    const returns = [{ receipt: { id: sale.id }, lines: someOf(sale, step) }];
    const points = memberOf(history, step).member !== undefined && step.amount % 2 === 0 ? pointsOf(step) : {};
    await sell(history, step, { ...points, returns }, returnRefusals);
  },

  'bring back without a receipt': (history, step) =>
    history.bringBack(
      memberOf(history, step).member,
      [{ sku: 'cake', quantity: 1, unitPrice: step.amount * 10 }],
      tillOf(step),
    ),

  async cancel(history, step) {
    const sale = chosen(history.sales, step);
    if (sale === undefined) return;
    const refusals = ['receipt_not_cancellable'];
    const reply = await history.send(sale.sent.till, 'POST /v1/receipts/cancel', { id: sale.id }, refusals);
    if (reply.status < 400) sale.cancelled = true;
  },

  /** By its number, at the moment it arrives. */
  async 'cancel early'(history, step) {
    const till = tillOf(step);
    const number = history.number();
    const body = {
      ...receiptOf(history, step),
      number,
      businessTime: history.time(),
      ...memberOf(history, step),
    };
    const [cancelled] = await Promise.all([
      history.send(till, 'POST /v1/receipts/cancel', { number }, ['receipt_not_cancellable']),
      history.commit(till, body, ['receipt_cancelled']),
    ]);
    const sale = history.sales.find(({ sent }) => sent.body.number === number);
    if (sale !== undefined && cancelled.status < 400) sale.cancelled = true;
  },

  async attach(history, step) {
    const anonymous = history.sales.filter(({ sent }) => sent.body.member === undefined);
    const sale = chosen(anonymous, step);
    const member = memberOf(history, step);
    if (sale === undefined || member.member === undefined) return;
    const request = `POST /v1/receipts/${sale.id}/attach`;
    const reply = await history.send(sale.sent.till, request, member, ['attach_refused']);
    if (reply.status >= 400) return;
    history.attached(sale, member.member.card, reply);
  },

  async retry(history, step) {
    const sale = chosen(history.sales, step);
    const sent = chosen(history.returns, step);
    if (sale !== undefined && step.flag) await history.commitAgain(sale);
    if (sent !== undefined && !step.flag) await history.returnAgain(sent);
  },

  /** The number of a receipt, with other contents. */
  async 'use a number again'(history, step) {
    const sale = chosen(history.sales, step);
    if (sale === undefined) return;
    const { charged: _, ...body } = sale.sent.body;
    const other = { ...body, lines: [{ line: 1, sku: 'other', quantity: 1, unitPrice: 1 + step.amount }] };
    const reply = await history.send(sale.sent.till, 'POST /v1/receipts', other, ['receipt_conflict']);
    if (reply.status < 400) history.fail('the number is of another receipt', reply, other);
  },

  async publish(history, step) {
    await history.gatewayOf(tillOf(step)).publish(programmeOf(1 + (step.amount % 20)));
  },

  /** The receipt is of the version that was quoted, whatever is in force by then. */
  async 'publish between'(history, step) {
    const till = tillOf(step);
    const body = { ...receiptOf(history, step), ...memberOf(history, step) };
    const quote = await quoted(history, { ...step, flag: true }, till, body);
    const sold = history.commit(till, { ...body, ...quote });
    const publisher = history.gatewayOf(tillOf({ ...step, till: step.till + 1 }));
    await Promise.all([publisher.publish(programmeOf(1 + (step.amount % 20))), sold]);
    const number = history.number();
    await history.commit(till, { ...body, number, ...quote });
  },

  /** A new card of a member is good everywhere at once, a blocked one soon nowhere. Who has paid with it, has. */
  async 'block a card'(history, step) {
    const { member } = memberOf(history, step);
    if (member === undefined) return;
    const till = tillOf(step);
    const found = await history.send('call-centre', `GET /v1/members?card=${member.card}`, undefined, []);
    const card = history.number();
    const cards = `POST /v1/members/${found.body.id}/cards`;
    await history.send('call-centre', cards, { number: card, type: 'club' }, []);
    await history.commit(till, { ...receiptOf(history, step), member: { card } });
    await history.send('call-centre', `${cards}/${card}/block`, undefined, [], chosen(history.direct, step));
    const { lines, ...receipt } = receiptOf(history, step);
    const charged = { net: 0, lines: lines.map(({ line }) => ({ line, net: 0 })) };
    await history.commit(till, { ...receipt, lines, member: { card }, charged });
    await refusedEverywhere(history, 'card_blocked', (gateway) =>
      gateway.call(till, 'POST /v1/quotes', { ...receipt, lines, member: { card } }),
    );
  },

  /** A new key opens everywhere at once, a revoked one soon nowhere. */
  async 'revoke a key'(history, step) {
    const made = await history.send('admin', 'POST /v1/keys', { role: 'till', till: 't2' }, []);
    // The answer that had the secret was lost.
    if (made.body.key === undefined) return;
    const authorization = { authorization: `Bearer ${made.body.key}` };
    const body = receiptOf(history, step);
    for (const gateway of history.gateways) {
      const reply = await gateway.call('t2', 'POST /v1/quotes', body, authorization);
      if (reply.status !== 200) history.fail('a new key is unknown', reply);
    }
    await history.send('admin', `DELETE /v1/keys/${made.body.id}`, undefined, [], chosen(history.direct, step));
    await refusedEverywhere(history, 'unauthenticated', (gateway) =>
      gateway.call('t2', 'POST /v1/quotes', body, authorization),
    );
  },

  upset: (history) => history.upset(),

  ...couponSteps,
  ...certificateSteps,
  ...occasionSteps,
} as const satisfies Record<string, Take>;

export interface Step extends Numbers {
  readonly kind: keyof typeof steps;
}
