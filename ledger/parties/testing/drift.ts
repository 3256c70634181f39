/** Where a party's purses, lots, debt and transfers disagree: I3, I4 and I7, told in words for tests. */
import type { OpenParty } from '../open-party.ts';
import type { PartyState } from '../party.ts';
import type { Transfer } from '../transfer.ts';

/** Balances of the house, credits less debits but for what it issued, by the part of its account's name. */
export function balancesOf(transfers: readonly Transfer[]): Record<string, number> {
  const balances: Record<string, number> = {};
  for (const [account, balance] of accountsOf(transfers)) {
    if (account.startsWith('house:')) balances[account.slice(6)] = account === 'house:issued' ? -balance : balance;
  }
  return balances;
}

/** @param before the state the party was opened with */
export function driftOf(before: PartyState, party: OpenParty): string[] {
  const { purses, lots, debt } = party.state();
  const drift: string[] = [];
  const same = (what: string, ...values: number[]): void => {
    if (new Set(values).size > 1) drift.push(`${what}: ${values.join(' ≠ ')}`);
  };
  const accounts = accountsOf(party.transfers);
  for (const code of new Set([
    ...Object.keys(before.purses),
    ...Object.keys(purses),
    ...lots.map((lot) => lot.purse),
  ])) {
    const own = lots.filter((lot) => lot.purse === code);
    const sum = (of: (lot: (typeof own)[number]) => number): number => own.reduce((total, lot) => total + of(lot), 0);
    const { posted = 0, held = 0, pending = 0 } = purses[code] ?? {};
    const was = before.purses[code];
    const active = sum((lot) => (lot.activeAt === undefined ? lot.remaining : 0));
    const waiting = sum((lot) => (lot.activeAt === undefined ? 0 : lot.remaining));
    same(`${code} posted, lots, transfers`, posted, active, (was?.posted ?? 0) + (accounts.get(`purse:${code}`) ?? 0));
    same(
      `${code} pending, lots, transfers`,
      pending,
      waiting,
      (was?.pending ?? 0) + (accounts.get(`pending:${code}`) ?? 0),
    );
    same(
      `${code} held, lots`,
      held,
      sum((lot) => lot.held),
    );
    if (held < 0 || held > posted || pending < 0)
      drift.push(`${code}: ${posted} posted, ${held} held, ${pending} pending`);
  }
  for (const { id, remaining, held } of lots) {
    if (remaining <= 0 || held < 0 || held > remaining) drift.push(`lot ${id}: ${held} held of ${remaining}`);
  }
  same('lots are numbered once', new Set(lots.map((lot) => lot.id)).size, lots.length);
  same('debt, transfers', debt, before.debt - (accounts.get('debt') ?? 0));
  if (debt < 0) drift.push(`debt ${debt}`);
  same(
    'all accounts sum to',
    0,
    [...accounts.values()].reduce((total, balance) => total + balance, 0),
  );
  const first = party.seq - party.transfers.length + 1;
  if (party.transfers.some(({ seq }, index) => seq !== first + index)) drift.push('transfers have a gap or a repeat');
  return drift;
}

function accountsOf(transfers: readonly Transfer[]): Map<string, number> {
  const accounts = new Map<string, number>();
  for (const { debit, credit, amount } of transfers) {
    accounts.set(debit, (accounts.get(debit) ?? 0) - amount);
    accounts.set(credit, (accounts.get(credit) ?? 0) + amount);
  }
  return accounts;
}
