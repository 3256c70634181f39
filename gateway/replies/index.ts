/** The words of everything the ledger commits: handed to it, so that what is stored is what is sent, to the byte. */
import type { Ports } from '../../ledger/committer/ports.ts';
import type { CommittedReceipt, WireQuote } from '../contract/quote.ts';
import { digestOf, issueToken } from '../flows/receipt/quote-token.ts';
import { adjustedReply } from './adjusted.ts';
import { holdReply } from './hold.ts';
import { occasionReply } from './occasion.ts';
import { balancesOf, quoteBody } from './quote-body.ts';
import { committedReturn, returnReply } from './returned.ts';
import { withCoupons } from './reward.ts';
import { saleReply } from './sale.ts';

export function createReplies(signingKey: Buffer, now: () => number): Ports['replies'] {
  return {
    sale: saleReply,
    quote({ command, evaluation, open, partyVersion, returns }) {
      const { programme, receipt } = command.input;
      const under = { ...programme, hash: command.programmeHash, policy: command.origin.policy };
      const token = issueToken(signingKey, {
        store: command.origin.store,
        programme: { ...programme, hash: command.programmeHash },
        at: now(),
        partyVersion: open === undefined ? null : partyVersion,
        digest: digestOf(evaluation),
      });
      const quote: WireQuote = {
        token,
        ...quoteBody(evaluation, under, open, receipt.businessTime),
        ...(returns.length > 0 && { returns: returns.map(returnReply) }),
      };
      return quote;
    },
    return(parts, policy) {
      return JSON.stringify(committedReturn(parts, policy));
    },
    adjusted: (command, open, now) => JSON.stringify(adjustedReply(command, open, now)),
    hold: (hold, certificate) =>
      JSON.stringify(holdReply({ ...hold, ...(certificate && { certificateBalance: certificate.available }) })),
    occasion: (occurred) => JSON.stringify(occasionReply(occurred)),
    cancelled({ key }, receipt) {
      const { till, businessDay, number } = key;
      return JSON.stringify({
        ...(receipt !== undefined && { id: receipt }),
        state: 'cancelled',
        till,
        businessDay,
        number,
      });
    },
    attached({ evaluation, origin, input }, stored, open, coupons) {
      const reply = JSON.parse(stored) as CommittedReceipt;
      const earned = new Map(evaluation.lines.map((line) => [line.line, line.earned]));
      const { debt, ...balances } = balancesOf(open, origin.policy);
      const under = { ...input.programme, hash: reply.program.hash, policy: origin.policy };
      const { points, rewards: brought, costs } = quoteBody(evaluation, under, open, input.receipt.businessTime);
      const attached: CommittedReceipt = {
        ...reply,
        lines: reply.lines.map((line) => ({ ...line, earned: earned.get(line.line) ?? 0 })),
        totals: { ...reply.totals, earned: evaluation.totals.earned },
        rewards: [
          ...reply.rewards,
          ...withCoupons(
            // A certificate was for whoever stood there; the others wait for somebody to have them.
            brought.filter(({ kind }) => kind !== 'certificate'),
            coupons,
          ),
        ],
        ...(costs !== undefined && { costs }),
        points: {
          ...reply.points,
          ...balances,
          earn: evaluation.totals.earned,
          lots: points.lots,
          ...(debt > 0 && { debt }),
        },
      };
      return JSON.stringify(attached);
    },
  };
}
