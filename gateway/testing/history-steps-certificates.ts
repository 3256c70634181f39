/** What is done with gift certificates: issued, sold on a line, held, paid with, revoked. Posting is a step of holds. */
import type { History, KnownCertificate } from './history.ts';
import { chosen, holdFor, memberOf, type Numbers, post, receiptOf, sell, type Take } from './history-shopping.ts';

async function issue(history: History, { amount }: Numbers, active: boolean): Promise<KnownCertificate> {
  const asked = { amount: 500 + amount * 10, ...(active && { active }) };
  const { body } = await history.send('marketer', 'POST /v1/certificates', asked, []);
  const kind = active ? 'active' : 'sold';
  const made: KnownCertificate = { code: body.code, amount: body.amount, kind, revoked: false };
  history.certificates.push(made);
  return made;
}

/** On a receipt among other goods; it earns nothing and is not discounted. */
function lineOf({ code, amount }: KnownCertificate, line: number): object {
  const plain = { discountable: false, earnable: false };
  return { line, sku: 'card', quantity: 1, unitPrice: amount, ...plain, attributes: { certificate: code } };
}

const kept = ['certificate_not_usable', 'certificate_insufficient', 'insufficient_points'];

export const certificateSteps = {
  issue: async (history, step) => void (await issue(history, step, step.flag)),

  async 'sell a certificate'(history, step) {
    const known = history.certificates.filter(({ kind }) => kind === 'sold');
    const one =
      step.amount % 3 === 0
        ? (chosen(known, step) ?? (await issue(history, step, false)))
        : await issue(history, step, false);
    const { lines } = receiptOf(history, step);
    await sell(history, step, { lines: [...lines, lineOf(one, lines.length + 1)] }, ['certificate_not_usable']);
  },

  /** Alone or with points, for so long or hardly; the receipt comes at once, or by a step of its own, or never. */
  async 'hold a certificate'(history, step) {
    const one = chosen(history.certificates, step) ?? (await issue(history, step, true));
    const member = memberOf(history, step);
    const redeem = member.member !== undefined && step.flag ? { redeem: [{ points: 3 }] } : {};
    const certificate = { code: one.code, amount: 1 + ((step.amount * 7) % one.amount) };
    const ttl = step.amount % 5 === 0 ? 'PT0.05S' : 'PT10M';
    const made = await holdFor(history, step, { ...member, ...redeem, certificate, ttl }, kept);
    if (made !== undefined && step.pick % 3 !== 0) await post(history, step, made);
  },

  async 'revoke a certificate'(history, step) {
    const one = chosen(
      history.certificates.filter(({ kind }) => kind !== 'sold'),
      step,
    );
    if (one === undefined) return;
    await history.send('marketer', `POST /v1/certificates/${one.code}/revoke`, undefined, []);
    one.revoked = true;
  },
} as const satisfies Record<string, Take>;
