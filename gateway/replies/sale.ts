/** What a committed receipt is answered with, and what is kept of it: what it was told where it was evaluated, and what the lock decided. */
import type { SaleReply } from '../../ledger/committer/ports.ts';
import { fixed } from '../../ledger/receipts/packed/json-bytes.ts';
import { saleVersion, there } from '../../ledger/receipts/packed/sale.ts';
import { Twofold } from '../../ledger/receipts/packed/twofold.ts';
import { activatedReply } from './certificate.ts';
import { balancesOf, writeBalances } from './quote-body.ts';
import { returnReply } from './returned.ts';
import { rewardReply, withCoupons } from './reward.ts';
import { tellAndPack } from './told.ts';

const both = new Twofold();

export function saleReply(sold: SaleReply): { text: string; contents: Buffer } {
  const { command, evaluation, input, open, overdrawn, certificates, activated, returns } = sold;
  const told = sold.told ?? tellAndPack(sold.evaluation, input, command.programmeHash);
  const balances = balancesOf(open, command.origin.policy);
  const { variance } = evaluation;
  both.begin(true);
  both.bits(saleVersion);
  both.bits(
    (balances.debt > 0 ? there.debt : 0) |
      (certificates.length > 0 ? there.certificates : 0) |
      (activated.length > 0 ? there.activated : 0) |
      (returns.length > 0 ? there.returns : 0) |
      (variance === undefined ? 0 : there.variance) |
      (overdrawn > 0 ? there.overdrawn : 0),
  );
  both.string(at.id, command.id);
  both.string(at.committedAt, new Date(sold.committedAt).toISOString());
  both.text.fixed(at.comma);
  both.text.json(told.lines);
  writeBalances(both, balances);
  both.text.json(told.redemption);
  if (balances.debt > 0) both.number(at.debt, balances.debt);
  both.text.json(told.lots);
  both.json(at.rewards, rewardsOf(sold));
  both.text.json(told.rest);
  if (certificates.length > 0) both.json(at.certificates, certificates);
  if (activated.length > 0) both.json(at.activated, activated.map(activatedReply));
  if (returns.length > 0) both.json(at.returns, returns.map(returnReply));
  if (variance !== undefined) both.json(at.variance, { net: variance.net, lines: variance.lines });
  if (overdrawn > 0) both.number(at.debt, overdrawn);
  both.text.fixed(at.end);
  both.packed.bytes(told.packed);
  return { text: both.text.cut(), contents: both.packed.end() };
}

function rewardsOf({ evaluation: { rewards }, codes, coupons }: SaleReply) {
  if (rewards.length === 0) return rewards;
  return withCoupons(
    rewards.map((reward, index) => rewardReply(reward, codes.get(index))),
    coupons,
  );
}

const at = {
  id: fixed('{"id":'),
  committedAt: fixed(',"state":"committed","committedAt":'),
  comma: fixed(','),
  debt: fixed(',"debt":'),
  rewards: fixed(',"rewards":'),
  certificates: fixed(',"certificates":'),
  activated: fixed(',"activated":'),
  returns: fixed(',"returns":'),
  variance: fixed(',"variance":'),
  end: fixed('}'),
};
