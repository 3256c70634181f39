/** What members do besides buying: they are asked, they join through others, they refer one another. */
import { chosen, memberOf, sell, type Take, tillOf } from './history-shopping.ts';

export const occasionSteps = {
  /** Told again, also beside itself; the same key with another body is refused. */
  async survey(history, step) {
    const { member } = memberOf(history, step);
    if (member === undefined) return;
    const till = tillOf(step);
    const body = { type: 'survey', member, attributes: { score: step.amount % 10 }, key: history.number() };
    const told = await history.send(till, 'POST /v1/activities', body, []);
    history.activities.push({ till, body, text: told.text, card: member.card, earned: told.body.points.earn });
    const other = { ...body, attributes: { score: 11 } };
    const reused = await history.send(till, 'POST /v1/activities', other, ['idempotency_key_reused']);
    if (reused.status < 400) history.fail('the key is of another activity', reused, other);
  },

  async 'tell again'(history, step) {
    const told = chosen(history.activities, step);
    if (told !== undefined) await history.tellAgain(told);
  },

  /** Whose first purchases come to two tills at once. */
  async 'a friend joins'(history, step) {
    const { member: referrer } = memberOf(history, step);
    const number = history.number();
    const body = { cards: [{ number, type: 'club' }], ...(referrer !== undefined && { referrer }) };
    await history.send('call-centre', 'POST /v1/members', body, []);
    history.members.push(number);
    const member = { card: number };
    await Promise.all([sell(history, step, { member }), sell(history, { ...step, till: step.till + 1 }, { member })]);
  },

  /** Once, and in no ring, whoever of them is asked first. */
  async refer(history, step) {
    const [friend, referrer] = [memberOf(history, step), memberOf(history, { ...step, member: step.pick })];
    if (friend.member === undefined || referrer.member === undefined) return;
    const attributes = { referrer: referrer.member.card };
    const body = { type: 'referral', ...friend, attributes, key: history.number() };
    await history.send('shop', 'POST /v1/activities', body, ['referral_refused']);
  },
} as const satisfies Record<string, Take>;
