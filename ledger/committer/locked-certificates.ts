/** The certificates of a batch, locked after its holds in the order of their codes, and what was decided about them. */
import type { CertificateRow, CertificateTransfer } from '../certificates/certificate.ts';
import { OpenCertificate } from '../certificates/open-certificate.ts';
import { certificateStatements, lockCertificates } from '../certificates/rows.ts';
import type { Queryable, Statement } from '../database.ts';

export class LockedCertificates {
  readonly #client: Queryable;
  readonly #open = new Map<string, OpenCertificate>();
  readonly #inserted = new Set<string>();
  readonly #updated = new Set<string>();
  readonly #moved: { code: string; transfer: CertificateTransfer; receipt: string | null }[] = [];

  constructor(client: Queryable) {
    this.#client = client;
  }

  async lock(codes: readonly string[]): Promise<void> {
    if (codes.length === 0) return;
    for (const row of await lockCertificates(this.#client, [...new Set(codes)])) {
      this.#open.set(row.code, new OpenCertificate(row));
    }
  }

  /** As the items before have left it; undefined: there is none, or nobody has asked for it to be locked. */
  get(code: string): OpenCertificate | undefined {
    return this.#open.get(code);
  }

  accept(forks: readonly OpenCertificate[], receipt: string | null): void {
    for (const fork of forks) {
      const { row, isNew, transfers } = fork;
      for (const transfer of transfers) this.#moved.push({ code: row.code, transfer, receipt });
      if (isNew) this.#inserted.add(row.code);
      else if (!this.#inserted.has(row.code)) this.#updated.add(row.code);
      this.#open.set(row.code, new OpenCertificate(row));
    }
  }

  writes(now: number): Statement[] {
    const rows = (codes: Iterable<string>): CertificateRow[] =>
      [...codes].flatMap((code) => this.#open.get(code)?.row ?? []);
    return certificateStatements({
      inserted: rows(this.#inserted),
      updated: rows(this.#updated),
      moved: this.#moved,
      now,
    });
  }
}
