/** Points that a request asks for: they are a member's, and of a purse that the programme has. */
import type { PointsPolicy } from '../../../rules/model/points-policy.ts';
import { refuse } from '../../contract/errors.ts';

type Asked = readonly { readonly purse?: string }[] | undefined;

/** Refuses member_required at `path` where there is no member whose points they could be. */
export function refuseWithoutMember(path: string): never {
  refuse('member_required', `${path}: points are a member's; name the member`, {
    errors: [{ path, message: 'needs a member' }],
  });
}

/**
 * Refuses invalid_request for a purse the programme does not have: it would be taken for an empty one. `receiptPath` is
 * where the receipt stands in the request.
 */
export function checkPurses(policy: PointsPolicy, redeem: Asked, receiptPath = ''): void {
  for (const [index, { purse }] of (redeem ?? []).entries()) {
    if (purse === undefined || policy.purses.some(({ code }) => code === purse)) continue;
    const path = `${receiptPath}/redeem/${index}/purse`;
    const known = policy.purses.map(({ code }) => code).join(', ');
    refuse('invalid_request', `${path}: the programme has no purse ${purse}, but ${known}`, {
      errors: [{ path, message: 'is not a purse of the programme' }],
    });
  }
}
