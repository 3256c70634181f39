/** The points of a sale: each one's origin and what has become of it, and what points paid. */
import type { ExplainedSale, Pen } from './sale-page.ts';

export function pointsOf(sale: ExplainedSale, pen: Pen): string[] {
  const { say } = pen;
  const earned = earnedOf(sale, pen);
  return [say('pointsHead'), ...(earned.length === 0 ? [say('noPoints')] : earned), ...paidOf(sale, pen)];
}

function earnedOf({ reply, effects, back, evaluation }: ExplainedSale, { say, rule, figures }: Pen): string[] {
  const { points, percent, moment } = figures;
  const taken = new Map<string, number>();
  const lots = new Map(effects.lots.map((lot) => [lot.lot, lot.rule]));
  for (const { lot, points: some } of back?.takeBack ?? []) {
    const code = lots.get(lot);
    if (code !== undefined) taken.set(code, (taken.get(code) ?? 0) + some);
  }
  return reply.points.lots.flatMap(({ points: count, purse, rule: code, activeAt, expiresAt, melt }) => {
    const given =
      effects.lots.find((lot) => lot.rule === code)?.lines ??
      evaluation.accruals.find((accrual) => accrual.rule === code)?.lines ??
      [];
    const parts = given.map((part) => say('lotLine', { line: `${part.line}`, points: points(part.points) }));
    const late = Date.parse(activeAt) > Date.parse(reply.committedAt);
    const back = taken.get(code) ?? 0;
    return [
      say('lot', { points: points(count), rule: rule(code), purse }),
      ...(parts.length === 0 ? [] : [say('lotLines', { parts: parts.join(', ') })]),
      late ? say('lotActive', { at: moment(activeAt) }) : say('lotNow'),
      expiresAt === undefined ? say('lotForGood') : say('lotUntil', { at: moment(expiresAt) }),
      ...(melt === undefined ? [] : [say('lotMelt', { percent: percent(melt.percent), every: melt.every })]),
      ...(back === 0 ? [] : [say('lotTaken', { points: points(back) })]),
    ];
  });
}

function paidOf({ reply }: ExplainedSale, { say, figures }: Pen): string[] {
  const { points, money } = figures;
  if (reply.points.redeem === 0) return [];
  const paid = reply.lines.filter((line) => line.redeemed > 0);
  const parts = paid.map((line) => say('paidLine', { line: `${line.line}`, amount: money(line.redeemed) }));
  const values = { points: points(reply.points.redeem), amount: money(reply.totals.redeemed), parts: parts.join(', ') };
  return [
    say('paidPoints', values),
    ...(reply.debt === undefined ? [] : [say('overdrawn', { points: points(reply.debt) })]),
  ];
}
