/** A certificate's money is what was put on it, less what it paid for receipts that stand. */
import { equal } from 'node:assert/strict';
import type { Ledger } from './check-history.ts';
import type { History, KnownCertificate } from './history.ts';

export async function checkCertificates({ gateways }: Ledger, history: History): Promise<void> {
  const [gateway] = gateways;
  if (gateway === undefined) throw new Error('there is no gateway');
  for (const certificate of history.certificates) {
    const { code } = certificate;
    const { body } = await gateway.call('marketer', `GET /v1/certificates/${code}`);
    const expected = expectedOf(history, certificate);
    const money = expected.state === 'revoked' ? body.balance : body.balance + body.held;
    equal(
      `${body.state} ${money}`,
      `${expected.state} ${expected.money}`,
      `certificate ${code}: ${JSON.stringify(body)}`,
    );
  }
}

function expectedOf({ sales }: History, { code, amount, kind, issuedBy, revoked }: KnownCertificate) {
  const standing = sales.filter(({ cancelled }) => !cancelled);
  const issuer = sales.find(({ id }) => id === issuedBy);
  if (revoked || issuer?.cancelled === true) return { state: 'revoked', money: 0 };
  if (kind === 'sold' && !standing.some(({ activated }) => activated.has(code))) return { state: 'issued', money: 0 };
  const money = standing.reduce((left, { certificates }) => left - (certificates.get(code) ?? 0), amount);
  return { state: money === 0 ? 'spent' : 'active', money };
}
