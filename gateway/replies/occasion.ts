/** The words of what an occasion brought. */
import type { OccasionReply } from '../../ledger/committer/ports.ts';
import type { DoneActivity } from '../contract/activity.ts';
import { balancesOf, lotOf } from './quote-body.ts';
import { rewardReply, withCoupons } from './reward.ts';

/** A registration, a birthday and the others are answered to nobody; what they brought is kept in the same words. */
export function occasionReply({ command, evaluation, codes, coupons, open }: OccasionReply): DoneActivity {
  const { id, input, member, origin, programmeHash } = command;
  const { businessTime } = input.receipt;
  const { debt, ...balances } = balancesOf(open, origin.policy);
  return {
    id,
    type: (input.occasion?.on ?? '').replace(/^activity:/, ''),
    member,
    at: new Date(businessTime).toISOString(),
    program: { ...input.programme, hash: programmeHash },
    points: {
      ...balances,
      earn: evaluation.accruals.reduce((sum, { points }) => sum + points, 0),
      ...(debt > 0 && { debt }),
      lots: evaluation.accruals.map((accrual) => lotOf(accrual, businessTime)),
    },
    rewards: withCoupons(
      evaluation.rewards.map((reward, index) => rewardReply(reward, codes.get(index))),
      coupons,
    ),
    messages: evaluation.messages.map((message) => ({ ...message })),
  };
}
