import { refuse } from '../../contract/errors.ts';
import type { Parts } from '../../parts.ts';

/** A family shares a card; a thief with a cloned one empties it fast. */
const perSecond = 1;
const burst = 60;

/** Refuses rate_limited when one party's points, or one certificate's money, are spent or held faster than anybody shops. */
export async function limitRedemptions({ gate }: Pick<Parts, 'gate'>, whose: number | string): Promise<void> {
  const { allowed, retryAfterMs } = await gate.takeRate({ key: `redeem:${whose}`, perSecond, burst });
  if (allowed) return;
  refuse('rate_limited', 'what this member or certificate has is being spent too fast', {
    retryAfterSeconds: Math.max(1, Math.ceil((retryAfterMs ?? 1_000) / 1_000)),
  });
}
