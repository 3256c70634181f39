/**
 * tenders: [{type, attributes, share}]: one of the receipt's tenders is one of these. With `share: true` the rule's
 * gain is scaled by the part that such tenders have of all tenders as sent; a tender that fits an entry without
 * `share` gives the whole.
 */
import type { Receipt, Tender } from '../../model/receipt.ts';
import type { TenderGateDocument } from '../../program/schema/rule.ts';
import { isChosen, several } from '../selector.ts';
import type { Gate } from './gate.ts';

type Fits = (tender: Tender) => boolean;

export function tendersGate(documents: readonly TenderGateDocument[]): Gate {
  const fits = documents.map(compileEntry);
  const words = documents.map(inWords).join(', ');
  return {
    pass({ receipt }) {
      for (const tender of receipt.tenders) for (const one of fits) if (one(tender)) return true;
      return false;
    },
    explain: ({ receipt }) => {
      const paid = receipt.tenders.map(({ type }) => type).join(', ');
      return receipt.tenders.length === 0 ? `no tenders; asked for ${words}` : `tenders ${paid} have no ${words}`;
    },
  };
}

/** Undefined where no entry shares: the gain is whole. */
export function tendersShare(
  documents: readonly TenderGateDocument[],
): ((receipt: Receipt) => { part: number; whole: number }) | undefined {
  if (!documents.some(({ share }) => share === true)) return undefined;
  const sharing = documents.filter(({ share }) => share === true).map(compileEntry);
  const giving = documents.filter(({ share }) => share !== true).map(compileEntry);
  return ({ tenders }) => {
    if (tenders.some((tender) => giving.some((fits) => fits(tender)))) return { part: 1, whole: 1 };
    let part = 0;
    let whole = 0;
    for (const tender of tenders) {
      whole += tender.amount;
      if (sharing.some((fits) => fits(tender))) part += tender.amount;
    }
    if (whole <= 0) return { part: 0, whole: 1 };
    return { part: Math.min(Math.max(part, 0), whole), whole };
  };
}

function compileEntry({ type, attributes }: TenderGateDocument): Fits {
  const wanted = Object.entries(attributes ?? {}).map(([name, choices]) => ({
    name,
    choices: new Set(several(choices)),
  }));
  return (tender) => {
    if (tender.type !== type) return false;
    for (const { name, choices } of wanted) {
      const value = Object.hasOwn(tender.attributes, name) ? tender.attributes[name] : undefined;
      if (!isChosen(value, choices)) return false;
    }
    return true;
  };
}

function inWords({ type, attributes }: TenderGateDocument): string {
  const parts = Object.entries(attributes ?? {}).map(([name, choices]) => `${name} ${several(choices).join(' or ')}`);
  return parts.length === 0 ? type : `${type} with ${parts.join(' and ')}`;
}
