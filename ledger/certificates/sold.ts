import type { Receipt } from '../../rules/model/receipt.ts';
import { normalCertificate } from './code.ts';

/** A line that sells a certificate names it: `attributes.certificate` is its code. */
export interface SoldCertificate {
  readonly line: number;
  readonly code: string;
  /** Thousandths of the line. */
  readonly quantity: number;
}

export function soldCertificates({ lines }: Pick<Receipt, 'lines'>): readonly SoldCertificate[] {
  const sold: SoldCertificate[] = [];
  for (const { line, quantity, attributes } of lines) {
    const code = attributes.certificate;
    if (typeof code === 'string') sold.push({ line, quantity, code: normalCertificate(code) });
  }
  return sold;
}
