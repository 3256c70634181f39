/** Who a simulated receipt is for: a real member as of now, one made up by its state, or nobody. */
import type { ReturnReplyParts } from '../../ledger/committer/ports.ts';
import { memberOf, memberStateOf, settledAt } from '../../ledger/parties/member-state.ts';
import { OpenParty } from '../../ledger/parties/open-party.ts';
import type { MemberState } from '../../rules/model/member-state.ts';
import type { PointsPolicy } from '../../rules/model/points-policy.ts';
import type { RecallAt } from '../../rules/state/recall.ts';
import { refuse } from '../contract/errors.ts';
import type { WireSimulation } from '../contract/simulate.ts';
import type { Parts } from '../parts.ts';
import { previewReturns } from './receipt/exchange.ts';

interface SimulatedMember {
  readonly member?: MemberState;
  /** The id of a real one. */
  readonly known?: string;
  /** The member's points after what the receipt brings back. */
  readonly open?: OpenParty;
  readonly limits: Readonly<Record<string, number>>;
  /** What each receipt of its `returns` gives back. */
  readonly returned: readonly ReturnReplyParts[];
}

export async function simulatedMember(
  parts: Parts,
  { member, receipt }: WireSimulation,
  when: RecallAt,
  points: PointsPolicy,
): Promise<SimulatedMember> {
  const { at } = when;
  const returns = receipt.returns ?? [];
  if (member?.state !== undefined) {
    if (returns.length > 0) {
      refuse('invalid_request', 'receipt.returns: what comes back was a real member’s, not one made up', {
        errors: [{ path: '/receipt/returns', message: 'must be absent with a state' }],
      });
    }
    const state = member.state as MemberState;
    return { member: state, open: partyOf(state, points), limits: {}, returned: [] };
  }
  const limits = await parts.budgets.known();
  const reference =
    member === undefined ? receipt.member : member.id === undefined ? { card: member.card ?? '' } : { id: member.id };
  const resolved = reference && (await parts.directory.resolveMember(reference, { blockedToo: true }));
  const exchange = await previewReturns(parts, returns, at, resolved?.party, '/receipt');
  if (resolved === undefined) return { limits, returned: exchange.results() };
  const snapshot = await parts.parties.read(resolved.party);
  const open = settledAt(snapshot, at);
  exchange.apply(open);
  const record = memberOf(snapshot, resolved.member);
  return {
    member: memberStateOf(record, open, parts.facts.recall(open.facts, record.attributes, when)),
    known: resolved.member,
    open,
    limits: { ...limits, ...open.facts.limits },
    returned: exchange.results(),
  };
}

/** A party with the balances of a member who is made up, for the words of the quote. */
function partyOf({ balances = {} }: MemberState, { purses: policies }: PointsPolicy): OpenParty {
  const stamps = new Set(policies.filter((purse) => purse.stamps === true).map(({ code }) => code));
  const purses = Object.entries(balances).map(([purse, posted], index) => ({ id: index + 1, purse, posted }));
  return new OpenParty({
    id: 0,
    version: 0,
    seq: purses.length,
    state: {
      purses: Object.fromEntries(
        purses.map(({ purse, posted }) => {
          const kind = stamps.has(purse) ? { stamps: true as const } : {};
          return [purse, { posted, held: 0, pending: 0, ...kind }];
        }),
      ),
      debt: 0,
      lots: purses.map(({ id, purse, posted }) => ({ id, purse, remaining: posted, held: 0 })),
      facts: { purchases: 0, limits: {} },
    },
  });
}
