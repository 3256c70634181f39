/** The lines of a sale, each step that its price took. */
import type { CommittedReceipt } from '../contract/quote.ts';
import type { ExplainedSale, Pen } from './sale-page.ts';

type Line = CommittedReceipt['lines'][number];
type Adjustment = Line['adjustments'][number];

/** ReceiptLine.unitPrice counts ten-thousandths of a minor unit. */
const unitPriceScale = 10_000;

export function linesOf(sale: ExplainedSale, pen: Pen): string[] {
  const { say, figures } = pen;
  const { gross, discount, redeemed, net } = sale.reply.totals;
  const { money } = figures;
  return [
    say('linesHead'),
    ...sale.reply.lines.flatMap((line) => lineOf(sale, line, pen)),
    say('together', { gross: money(gross), discount: money(discount), redeemed: money(redeemed), net: money(net) }),
  ];
}

function lineOf(sale: ExplainedSale, line: Line, pen: Pen): string[] {
  const { say, figures } = pen;
  const { money, quantity } = figures;
  const source = sale.input.receipt.lines.find((one) => one.line === line.line);
  const name = source?.name === undefined ? (source?.sku ?? '') : `${source.name} (${source.sku})`;
  const parts = line.units.map((unit) =>
    say('unit', { quantity: quantity(Math.round(unit.quantity * 1000)), price: money(unit.unitPrice) }),
  );
  const values = { line: `${line.line}`, name, quantity: quantity(source?.quantity ?? 0) };
  return [
    say('line', { ...values, price: money((source?.unitPrice ?? 0) / unitPriceScale) }),
    say('gross', { amount: money(line.gross) }),
    ...line.adjustments.map((adjustment) => stepOf(sale, adjustment, pen)),
    ...(line.redeemed === 0
      ? []
      : [say(sale.redeemedAsTender ? 'redeemedTender' : 'redeemed', { amount: money(line.redeemed) })]),
    say('net', { amount: money(line.net) }),
    ...(parts.length > 1 ? [say('units', { parts: parts.join(' + ') })] : []),
    ...(line.earned === 0 ? [] : [say('earned', { points: figures.points(line.earned) })]),
  ];
}

function stepOf({ titles }: ExplainedSale, adjustment: Adjustment, { say, rule, figures }: Pen): string {
  const { mechanic, amount, base, rounding, coupon } = adjustment;
  const { money, percent } = figures;
  if (mechanic === 'manual') return say('manual', { amount: money(amount) });
  if (mechanic === 'rounding') return say('cash', { amount: money(amount) });
  if (mechanic === 'charged') return say('charged', { amount: money(-amount) });
  const rate = titles.get(adjustment.rule)?.percent;
  const values = {
    amount: money(amount),
    rule: rule(adjustment.rule),
    base: money(base),
    rounding: rounding === '0' ? '' : say('rounded', { part: rounding }),
    coupon: coupon === undefined ? '' : say('byCoupon', { code: coupon }),
  };
  // Where a limit or a line's floor has cut it, the percentage is not what came off.
  const whole = rate !== undefined && Math.abs((base * rate) / 100 - amount) < 1;
  return whole ? say('percentOff', { ...values, percent: percent(rate) }) : say('off', values);
}
