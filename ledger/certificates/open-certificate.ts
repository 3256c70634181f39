/**
 * A certificate opened for writing: its row is locked, and every movement of its money is made here and leaves a
 * transfer, so that the two cannot drift apart. Whoever decides takes a fork, and drops it where it is refused.
 */
import {
  availableOf,
  type CertificateRow,
  type CertificateState,
  type CertificateTransfer,
  stateAt,
} from './certificate.ts';

export class OpenCertificate {
  #row: CertificateRow;
  readonly #transfers: CertificateTransfer[] = [];
  /** There is no row of it yet. */
  readonly isNew: boolean;

  constructor(row: CertificateRow, isNew = false) {
    this.#row = row;
    this.isNew = isNew;
  }

  fork(): OpenCertificate {
    return new OpenCertificate(this.#row, this.isNew);
  }

  get row(): CertificateRow {
    return this.#row;
  }

  get transfers(): readonly CertificateTransfer[] {
    return this.#transfers;
  }

  get available(): number {
    return availableOf(this.#row);
  }

  stateAt(at: number): CertificateState {
    return stateAt(this.#row, at);
  }

  /** An issued one gets its money. */
  activate(at: number, expiresAt: number | undefined): void {
    if (this.#row.state !== 'issued') throw new Error(`certificate ${this.#row.code} is ${this.#row.state}`);
    this.#set({ state: 'active', activatedAt: at, ...(expiresAt !== undefined && { expiresAt }) });
    this.#add('house:issued', this.#row.amount, 'activate');
  }

  /** Whether all its money is on it still, and free. */
  get isUntouched(): boolean {
    return this.#row.state === 'active' && this.available === this.#row.amount;
  }

  /** Sold and brought back unused: it may be sold again. The caller has made sure that it `isUntouched`. */
  deactivate(): void {
    const { activatedAt: _, expiresAt, expireAfter, ...row } = this.#row;
    this.#take(this.available, 'house:issued', 'deactivate');
    // An expiry that counted from the activation is not known any more.
    const terms = expireAfter === undefined ? { ...(expiresAt !== undefined && { expiresAt }) } : { expireAfter };
    this.#row = { ...row, ...terms, state: 'issued', balance: this.#row.balance, seq: this.#row.seq };
  }

  /** The caller has made sure that it is `available`. */
  hold(amount: number): void {
    if (amount > this.available)
      throw new Error(`certificate ${this.#row.code}: ${amount} asked, ${this.available} free`);
    this.#set({ held: this.#row.held + amount });
  }

  /** Lets go of what a hold kept, to be paid with at once; then `settle` sees to what was not. */
  release(amount: number): void {
    if (amount > this.#row.held)
      throw new Error(`certificate ${this.#row.code}: ${amount} let go of ${this.#row.held}`);
    this.#set({ held: this.#row.held - amount });
  }

  /** Pays with what is free. */
  pay(amount: number): void {
    this.#take(amount, 'house:redeemed', 'redeem');
  }

  /** Money that had paid for what has come back; where it has expired it lives `graceMs` longer. */
  restore(amount: number, at: number, graceMs: number): void {
    if (amount === 0) return;
    const { state, expiresAt } = this.#row;
    this.#add('house:redeemed', amount, 'restore');
    if (state === 'revoked') return;
    this.#set({ state: 'active', ...(expiresAt !== undefined && expiresAt <= at && { expiresAt: at + graceMs }) });
  }

  /** What no hold keeps is gone. */
  expire(): void {
    this.#set({ state: 'expired' });
    this.settle();
  }

  revoke(): void {
    this.#set({ state: 'revoked' });
    this.settle();
  }

  /** What was let go of an expired or a revoked one goes where the rest has gone; one without money is spent. */
  settle(): void {
    const { state } = this.#row;
    if (state === 'expired') this.#take(this.available, 'house:expired', 'expire');
    if (state === 'revoked') this.#take(this.available, 'house:revoked', 'revoke');
    if (state === 'active' && this.#row.balance === 0) this.#set({ state: 'spent' });
  }

  #add(from: CertificateTransfer['debit'], amount: number, reason: CertificateTransfer['reason']): void {
    this.#move(from, 'certificate', amount, reason, this.#row.balance + amount);
  }

  #take(amount: number, to: CertificateTransfer['credit'], reason: CertificateTransfer['reason']): void {
    if (amount === 0) return;
    if (amount > this.available) throw new Error(`certificate ${this.#row.code}: ${amount} of ${this.available} free`);
    this.#move('certificate', to, amount, reason, this.#row.balance - amount);
  }

  #move(
    debit: CertificateTransfer['debit'],
    credit: CertificateTransfer['credit'],
    amount: number,
    reason: CertificateTransfer['reason'],
    balance: number,
  ): void {
    if (!Number.isSafeInteger(amount) || amount <= 0) throw new Error(`certificate ${this.#row.code}: moves ${amount}`);
    const seq = this.#row.seq + 1;
    this.#set({ seq, balance });
    this.#transfers.push({ seq, debit, credit, amount, reason });
  }

  #set(change: Partial<CertificateRow>): void {
    this.#row = { ...this.#row, ...change };
    const { code, amount, balance, held } = this.#row;
    if (held < 0 || held > balance || balance > amount) {
      throw new Error(`certificate ${code} of ${amount} would have ${balance}, ${held} of it held`);
    }
  }
}
