import type { SaleEffects } from '../../receipts/effects.ts';
import { withInput } from '../../receipts/receipt-row.ts';
import type { AttachCommand } from '../commands.ts';
import { refused } from '../outcome.ts';
import type { Ports } from '../ports.ts';
import { type Decision, done, type Rows } from '../rows.ts';
import { payCosts } from './costs.ts';
import { couponsBrought } from './coupons.ts';
import { evaluationUnderLock } from './evaluation.ts';
import { giftRow } from './gift-row.ts';
import { accrue, rewardEffects } from './sale.ts';
import { tierRow } from './tier-row.ts';

const dayMs = 86_400_000;

/** Gives a member the points of a receipt that was rung up without the card. Prices stay as they were paid. */
export async function decideAttach(command: AttachCommand, rows: Rows, ports: Ports): Promise<Decision> {
  const row = rows.receipt(command.receipt);
  if (row === undefined) return { outcome: refused('receipt_not_found', `there is no receipt ${command.receipt}`) };
  if (row.kind !== 'sale') return { outcome: refused('not_a_sale', `receipt ${row.id} is a return`) };
  if (row.state === 'committed' && row.member === command.member) return done(row.attached ?? row.reply, {}, true);
  const { attachDays } = command.origin.policy;
  const reason =
    row.state === 'cancelled'
      ? 'it was cancelled'
      : row.party !== undefined
        ? 'it has a member already'
        : row.returned !== undefined
          ? 'goods of it have come back'
          : attachDays === 0
            ? 'the programme does not attach receipts'
            : rows.now > row.businessTime + attachDays * dayMs
              ? `the programme attaches receipts within ${attachDays} days`
              : undefined;
  if (reason !== undefined) return { outcome: refused('attach_refused', `receipt ${row.id}: ${reason}`) };

  const { snapshot } = command;
  const locked = rows.party(snapshot.party);
  const open = locked.fork();
  open.settle(row.businessTime);
  const evaluated = await evaluationUnderLock(command, open, locked.version === snapshot.version, rows, ports);
  if ('outcome' in evaluated) return evaluated;
  const { input } = evaluated;
  // Nobody looks for its counters later: by its id it was passed over when they were new, since it was nobody's.
  const counts = { ...command.newerCounts(evaluated.evaluation), ...evaluated.evaluation.counts };
  const evaluation = { ...evaluated.evaluation, counts };
  // Prices were decided when it was sold, and what they drew from limits is drawn.
  const priced = new Set(evaluation.lines.flatMap((line) => line.adjustments.map(({ rule }) => rule)));
  const limitUses = evaluation.limitUses.filter((use) => !priced.has(use.rule));
  const costs = payCosts(evaluation.costs ?? [], open, command.origin.policy);
  const to = { id: row.id, member: command.member, at: row.businessTime, timezone: command.origin.timezone };
  const brought = await couponsBrought(evaluation, to, rows, ports);
  const before = JSON.parse(row.effects) as SaleEffects;
  const first = open.facts.purchases === 0;
  const given = { ...command, at: row.businessTime, evaluation, facts: open.facts, counts: first };
  const gift = giftRow(`referrer/${row.id}`, given);
  const effects: SaleEffects = {
    ...before,
    lots: accrue(evaluation, open, row.businessTime),
    // What the sale drew from campaigns it still does.
    limitUses: [...before.limitUses, ...limitUses],
    ...(Object.keys(counts).length > 0 && { counts }),
    ...rewardEffects(evaluation, open, row.businessTime, ports),
    ...(costs.length > 0 && { costs }),
    ...(brought.issued.length > 0 && { issuedCoupons: brought.issued.map(({ code }) => code) }),
    ...(gift !== undefined && { gift: gift.key }),
  };
  open.settle(row.businessTime);
  const { facts } = open;
  open.facts = ports.facts.advance(facts, {
    businessTime: row.businessTime,
    timezone: command.origin.timezone,
    evaluation: { ...evaluation, limitUses },
    policy: command.origin.facts,
  });
  const tier = tierRow(facts, open.facts, { ...command, receipt: row.id, party: open.id }, ports);
  const reply = ports.replies.attached({ ...command, evaluation }, row.reply, open, brought.issued);
  const budgets = new Map<string, number>();
  for (const use of limitUses) {
    if (use.scope === 'rule') budgets.set(use.key, (budgets.get(use.key) ?? 0) + use.used);
  }
  return done(reply, {
    parties: [open],
    receipts: [
      {
        ...withInput(row, input),
        party: snapshot.party,
        member: command.member,
        earned: evaluation.totals.earned,
        attached: reply,
        effects: JSON.stringify(effects),
      },
    ],
    moves: row.id,
    newCoupons: brought.issued,
    alerts: brought.alerts,
    budgets,
    occasions: { insert: [gift, tier].filter((one) => one !== undefined) },
  });
}
