import type { Receipt, ReceiptLine } from '../../rules/model/receipt.ts';
import type { Credential } from '../access/credential.ts';
import { refuse } from '../contract/errors.ts';
import type { WireReturn } from '../contract/return.ts';
import type { Parts } from '../parts.ts';
import { newReceiptId } from '../receipt-id.ts';
import { type Arrival, arrive, checkArrival, currentProgramme, keyOf, originOf, storeOf } from './receipt/arrival.ts';
import { lineAmount, thousandths } from './receipt/decode.ts';
import { findReceipt, returnPart } from './receipt/find.ts';
import { fingerprintOfReturn } from './receipt/fingerprint.ts';
import { unlessKnown } from './receipt/known.ts';
import { type Answer, commitWith } from './receipt/outcome.ts';
import { priceReceipt } from './receipt/price.ts';

/** Takes goods back, with their receipt or, where the programme allows it, without. `dry` decides and writes nothing. */
export async function takeReturn(
  parts: Parts,
  credential: Credential,
  body: WireReturn,
  options: { readonly dry: boolean },
): Promise<Answer> {
  const arrival = await arrive(parts, credential, body);
  const key = keyOf(arrival, body.number, 'return');
  const fingerprint = fingerprintOfReturn(body);
  return unlessKnown(parts, key, fingerprint, async () => {
    checkArrival(parts, credential, arrival, body.offline);
    const common = { id: newReceiptId(), key, fingerprint, businessTime: arrival.businessTime, dry: options.dry };
    return body.receipt === undefined
      ? withoutReceipt(parts, arrival, body, common)
      : withReceipt(parts, arrival, { ...body, receipt: body.receipt }, common);
  });
}

interface Common {
  readonly id: string;
  readonly key: ReturnType<typeof keyOf>;
  readonly fingerprint: Buffer;
  readonly businessTime: number;
  readonly dry: boolean;
}

async function withReceipt(
  parts: Parts,
  { place }: Arrival,
  body: WireReturn & { receipt: NonNullable<WireReturn['receipt']> },
  common: Common,
): Promise<Answer> {
  const lines = body.lines.map(({ line, quantity, sku, unitPrice }, index) => {
    const path = `/lines/${index}`;
    if (line === undefined) {
      refuse('invalid_request', `${path}/line: name the line of the receipt`, {
        errors: [{ path: `${path}/line`, message: 'is required with a receipt' }],
      });
    }
    const extra = sku !== undefined ? 'sku' : unitPrice !== undefined ? 'unitPrice' : undefined;
    if (extra !== undefined) {
      refuse('invalid_request', `${path}/${extra}: the receipt says what was sold and paid`, {
        errors: [{ path: `${path}/${extra}`, message: 'must be absent with a receipt' }],
      });
    }
    return { line, quantity };
  });
  if (body.member !== undefined) {
    const [{ party }, row] = await Promise.all([
      parts.directory.resolveMember(body.member, { blockedToo: true }),
      findReceipt(parts, body.receipt),
    ]);
    // Anybody of the household may bring it back.
    if (row.party !== undefined && row.party !== party) {
      refuse('invalid_request', 'member: the receipt is another member’s', {
        errors: [{ path: '/member', message: 'is not the receipt’s' }],
      });
    }
  }
  return commitWith(parts, async () => {
    const { part } = await returnPart(parts, body.receipt, lines, '');
    return { kind: 'return', ...common, origin: originOf(place.store, part), part };
  });
}

/** The refund is the priced lines; what they would earn today is taken back. */
async function withoutReceipt(parts: Parts, arrival: Arrival, body: WireReturn, common: Common): Promise<Answer> {
  const { place, businessTime } = arrival;
  const programme = currentProgramme(parts, place.store);
  const lines = body.lines.map((line, index) => pricedLine(line, index));
  if (programme.policy.returns.withoutReceipt === 'refuse') {
    const message = `programme ${programme.code} takes goods back with their receipt only`;
    refuse('return_unmatched', message, { errors: [{ path: '/receipt', message }] });
  }
  const member = body.member && (await parts.directory.resolveMember(body.member, { blockedToo: true }));
  const receipt: Receipt = {
    channel: 'pos',
    mode: 'basket',
    businessTime,
    store: storeOf(place.store),
    lines,
    tenders: [],
    coupons: [],
    redeem: [],
    charged: lines.map(({ line, amount }) => ({ line, net: amount })),
    attributes: {},
  };
  return commitWith(parts, async () => {
    const priced = await priceReceipt(parts, { programme, receipt, member });
    const earned = new Map(priced.evaluation.lines.map((line) => [line.line, line.earned]));
    return {
      kind: 'unmatched-return',
      ...common,
      origin: originOf(place.store, programme),
      programme: { code: programme.code, version: programme.version },
      ...(member !== undefined && { party: member.party, member: member.member }),
      lines: lines.map(({ line, sku, quantity, amount }) => ({
        line,
        sku,
        quantity,
        refund: amount,
        earned: member === undefined ? 0 : (earned.get(line) ?? 0),
      })),
    };
  });
}

function pricedLine(line: WireReturn['lines'][number], index: number): ReceiptLine {
  const path = `/lines/${index}`;
  const { sku, unitPrice, quantity } = line;
  if (line.line !== undefined) {
    refuse('invalid_request', `${path}/line: without a receipt there is no line to name`, {
      errors: [{ path: `${path}/line`, message: 'must be absent without a receipt' }],
    });
  }
  if (sku === undefined || unitPrice === undefined) {
    const missing = sku === undefined ? 'sku' : 'unitPrice';
    refuse('invalid_request', `${path}/${missing}: without a receipt, say what comes back and for how much`, {
      errors: [{ path: `${path}/${missing}`, message: 'is required without a receipt' }],
    });
  }
  return {
    line: index + 1,
    sku,
    quantity: thousandths(quantity, `${path}/quantity`),
    unitPrice: Math.round(unitPrice * 10_000),
    amount: lineAmount(quantity, unitPrice, path),
    category: [],
    attributes: {},
    discountable: true,
    earnable: true,
    manualDiscount: 0,
  };
}
