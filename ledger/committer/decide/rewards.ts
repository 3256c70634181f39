/** The certificates that rules have given: made at the commit, active at once, with a code that a retry makes again. */
import type { Reward } from '../../../rules/model/evaluation.ts';
import { OpenCertificate } from '../../certificates/open-certificate.ts';
import type { Ports } from '../ports.ts';

export interface IssuedRewards {
  readonly certificates: readonly OpenCertificate[];
  /** By index of the rewards. */
  readonly codes: ReadonlyMap<number, string>;
}

/**
 * @param of the receipt, or whatever else brings them: its id, in what currency, and whose it is where that is known
 * @param at business time, epoch ms; `now` is the ledger's clock
 */
export function issueRewards(
  {
    id,
    origin,
    member,
  }: { readonly id: string; readonly origin: { readonly currency: string }; readonly member?: string },
  rewards: readonly Reward[],
  at: number,
  now: number,
  { codeOf }: Pick<Ports, 'codeOf'>,
): IssuedRewards {
  const certificates: OpenCertificate[] = [];
  const codes = new Map<number, string>();
  for (const [ordinal, reward] of rewards.entries()) {
    if (reward.kind !== 'certificate') continue;
    const code = codeOf({ kind: reward.kind, receipt: id, rule: reward.rule, ordinal });
    const certificate = new OpenCertificate(
      {
        code,
        state: 'issued',
        amount: reward.amount,
        balance: 0,
        held: 0,
        currency: origin.currency,
        seq: 0,
        issuedAt: now,
        ...(member !== undefined && { member }),
      },
      true,
    );
    certificate.activate(at, reward.expiresAt);
    certificates.push(certificate);
    codes.set(ordinal, code);
  }
  return { certificates, codes };
}
