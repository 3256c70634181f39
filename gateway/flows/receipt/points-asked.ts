/** Points that a request asks for: they are a member's, and of a purse that the programme has. */
import { type PointsPolicy, pointPurses } from '../../../rules/model/points-policy.ts';
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
  const points = pointPurses(policy).map(({ code }) => code);
  for (const [index, { purse }] of (redeem ?? []).entries()) {
    if (purse === undefined || points.includes(purse)) continue;
    const path = `${receiptPath}/redeem/${index}/purse`;
    const known = points.join(', ');
    if (policy.purses.some(({ code }) => code === purse)) {
      refuse(
        'invalid_request',
        `${path}: ${purse} has stamps, which pay what rules cost and no money; points are in ${known}`,
        {
          errors: [{ path, message: 'has stamps, which are no money' }],
        },
      );
    }
    refuse('invalid_request', `${path}: the programme has no purse ${purse}, but ${known}`, {
      errors: [{ path, message: 'is not a purse of the programme' }],
    });
  }
}
