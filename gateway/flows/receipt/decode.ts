/**
 * From the wire to the evaluator: decimals become integers, absent fields get their defaults, attributes a fixed order.
 * What a schema cannot say is checked here, each with its own code and path.
 */
import type { Attributes, ChargedLine, Receipt, ReceiptLine, Store, Tender } from '../../../rules/model/receipt.ts';
import { maxAmount } from '../../contract/common.ts';
import { type ErrorCode, refuse } from '../../contract/errors.ts';
import type { WireCommit, WireLine, WireReceipt } from '../../contract/receipt.ts';

const thousand = 1_000;
const tenThousand = 10_000;

function refuseAt(code: ErrorCode, path: string, message: string): never {
  refuse(code, `${path}: ${message}`, { errors: [{ path, message }] });
}

/** Thousandths of a unit. */
export function thousandths(quantity: number, path: string): number {
  return (
    wholeOf(quantity, thousand) ?? refuseAt('quantity_precision', path, `${quantity} has more than three decimals`)
  );
}

/** Ten-thousandths of a minor unit. */
function fineMoney(price: number, path: string): number {
  const message = 'has more than four decimals of a minor unit';
  return wholeOf(price, tenThousand) ?? refuseAt('price_precision', path, `${price} ${message}`);
}

/** A decimal is exact when dividing its integer back gives the very same number. */
function wholeOf(decimal: number, parts: number): number | undefined {
  const integer = Math.round(decimal * parts);
  return integer / parts === decimal ? integer : undefined;
}

const productDivisor = 10_000_000;
/** Twice a product up to here, and half a unit more, are numbers without loss. */
const plainProduct = 2 ** 51;

/** round(quantity × unitPrice) in minor units; halves away from zero. */
function product(quantity: number, unitPrice: number): number {
  const plain = Math.abs(quantity * unitPrice);
  if (plain <= plainProduct) {
    const doubled = plain * 2 + productDivisor;
    const magnitude = (doubled - (doubled % (productDivisor * 2))) / (productDivisor * 2);
    return quantity * unitPrice < 0 && magnitude > 0 ? -magnitude : magnitude;
  }
  const divisor = BigInt(productDivisor);
  const value = BigInt(quantity) * BigInt(unitPrice);
  const magnitude = ((value < 0n ? -value : value) * 2n + divisor) / (divisor * 2n);
  return Number(value < 0n ? -magnitude : magnitude);
}

/** Money for so many units at a unit price, both as the wire has them. */
export function lineAmount(quantity: number, unitPrice: number, path: string): number {
  return amountOf(thousandths(quantity, `${path}/quantity`), fineMoney(unitPrice, `${path}/unitPrice`), path);
}

/** The same, both as integers. */
function amountOf(quantity: number, unitPrice: number, path: string): number {
  const amount = product(quantity, unitPrice);
  if (Math.abs(amount) > maxAmount) refuseAt('amount_too_large', path, `quantity × unitPrice is ${amount}`);
  return amount;
}

const noAttributes: Attributes = Object.freeze({});

function ordered(attributes: Attributes | undefined): Attributes {
  if (attributes === undefined) return noAttributes;
  return Object.fromEntries(Object.entries(attributes).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** All lines are of one shape, whatever the till left out: what reads them is fast for it, and JSON does not tell. */
function decodeLine(line: WireLine, path: string): ReceiptLine {
  // Where it stands is written down for those that are refused.
  const quantity = wholeOf(line.quantity, thousand) ?? thousandths(line.quantity, `${path}/quantity`);
  const unitPrice = wholeOf(line.unitPrice, tenThousand) ?? fineMoney(line.unitPrice, `${path}/unitPrice`);
  const amount = line.amount ?? amountOf(quantity, unitPrice, path);
  const manualDiscount = line.manualDiscount ?? 0;
  if (manualDiscount > Math.max(0, amount)) {
    refuseAt('invalid_request', `${path}/manualDiscount`, `${manualDiscount} is more than the line's amount ${amount}`);
  }
  // The line's floor is reckoned with as its amount is, so it has the same bound.
  if (line.minPrice !== undefined && line.minPrice * line.quantity > maxAmount) {
    refuseAt('amount_too_large', `${path}/minPrice`, `${line.minPrice} for ${line.quantity} is more than ${maxAmount}`);
  }
  return {
    line: line.line,
    sku: line.sku,
    quantity,
    unitPrice,
    amount,
    name: line.name,
    category: line.category ?? [],
    brand: line.brand,
    attributes: ordered(line.attributes),
    discountable: line.discountable ?? true,
    earnable: line.earnable ?? true,
    minPrice: line.minPrice,
    manualDiscount,
  };
}

function decodeLines(lines: readonly WireLine[], receiptPath: string): ReceiptLine[] {
  // Nearly every till numbers its lines upwards, and then none has the number of another.
  const seen = isRising(lines) ? undefined : new Map<number, number>();
  let total = 0;
  const decoded: ReceiptLine[] = [];
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index] as WireLine;
    const path = `${receiptPath}/lines/${index}`;
    const earlier = seen?.get(line.line);
    if (earlier !== undefined) {
      refuseAt(
        'duplicate_line',
        `${path}/line`,
        `${line.line} is the number of ${receiptPath}/lines/${earlier} as well`,
      );
    }
    seen?.set(line.line, index);
    if (line.void === true) continue;
    const next = decodeLine(line, path);
    total += Math.abs(next.amount);
    if (total > maxAmount) refuseAt('amount_too_large', path, `the receipt's amounts add up to more than ${maxAmount}`);
    decoded.push(next);
  }
  return decoded;
}

function isRising(lines: readonly WireLine[]): boolean {
  for (let index = 1; index < lines.length; index += 1) {
    if ((lines[index] as WireLine).line <= (lines[index - 1] as WireLine).line) return false;
  }
  return true;
}

/**
 * What was paid is recorded as it was, whatever we would have asked; but nobody pays more for a line than the till itself
 * says that it costs, and nobody is paid for buying: such a receipt contradicts itself.
 */
function checkCharge(paid: number, redeemed: number, amount: number, path: string): void {
  const [least, most] = amount < 0 ? [amount, 0] : [0, amount];
  if (paid < least || paid > most) {
    refuseAt('charged_mismatch', `${path}/net`, `${paid} is not between ${least} and ${most}, the line's amount`);
  }
  if (redeemed > most) {
    refuseAt('charged_mismatch', `${path}/redeemed`, `${redeemed} is more than the line's amount, ${most}`);
  }
}

function decodeCharged(charged: NonNullable<WireCommit['charged']>, lines: readonly ReceiptLine[]): ChargedLine[] {
  const known = new Map(lines.map((line) => [line.line, line.amount]));
  let net = 0;
  for (const [index, { line, net: paid, redeemed = 0 }] of charged.lines.entries()) {
    const amount = known.get(line);
    if (amount !== undefined) checkCharge(paid, redeemed, amount, `/charged/lines/${index}`);
    if (!known.delete(line)) {
      refuseAt(
        'charged_mismatch',
        `/charged/lines/${index}/line`,
        `the receipt has no line ${line}, or it is charged twice`,
      );
    }
    net += paid;
  }
  const missing = [...known.keys()][0];
  if (missing !== undefined) refuseAt('charged_mismatch', '/charged/lines', `line ${missing} is not among them`);
  if (net !== charged.net)
    refuseAt('charged_mismatch', '/charged/net', `the lines add up to ${net}, not to ${charged.net}`);
  return charged.lines.map(({ line, net: paid, redeemed }) => ({
    line,
    net: paid,
    ...(redeemed !== undefined && { redeemed }),
  }));
}

/** @param receiptPath where the receipt stands in the request */
export function decodeReceipt(
  wire: WireReceipt | WireCommit,
  store: Store,
  businessTime: number,
  receiptPath = '',
): Receipt {
  const lines = decodeLines(wire.lines, receiptPath);
  const tenders: Tender[] = (wire.tenders ?? []).map((tender) => ({
    type: tender.type,
    amount: tender.amount,
    attributes: ordered(tender.attributes),
  }));
  const { location } = wire;
  return {
    channel: wire.channel,
    mode: wire.mode ?? 'basket',
    businessTime,
    store,
    lines,
    tenders,
    coupons: wire.coupons ?? [],
    redeem: (wire.redeem ?? []).map(({ purse, points }) => ({ points, ...(purse !== undefined && { purse }) })),
    ...('charged' in wire && wire.charged !== undefined && { charged: decodeCharged(wire.charged, lines) }),
    ...(location !== undefined && {
      location: {
        ...(location.lat !== undefined && { lat: location.lat }),
        ...(location.lon !== undefined && { lon: location.lon }),
        ...(location.region !== undefined && { region: location.region }),
      },
    }),
    attributes: ordered(wire.attributes),
  };
}
