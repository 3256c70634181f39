import type { Language } from '../../rules/model/language.ts';
import type { Credential } from '../access/credential.ts';
import type { WireReceipt } from '../contract/receipt.ts';
import type { Parts } from '../parts.ts';
import { balancesOf } from '../replies/quote-body.ts';
import { returnReply } from '../replies/returned.ts';
import { arrive, checkArrival, currentProgramme, storeOf } from './receipt/arrival.ts';
import { decodeReceipt } from './receipt/decode.ts';
import { previewReturns } from './receipt/exchange.ts';
import { hasNone, namedHolds, noHolds, withHolds } from './receipt/named-holds.ts';
import type { Answer } from './receipt/outcome.ts';
import { checkPurses, refuseWithoutMember } from './receipt/points-asked.ts';
import { quoteReceipt } from './receipt/price.ts';

/** Prices a receipt and signs what it promises. Reads; writes nothing. */
export async function quote(
  parts: Parts,
  credential: Credential,
  body: WireReceipt,
  options: { readonly explain: boolean; readonly language?: Language },
): Promise<Answer> {
  // Nothing of this is waited for that is at hand, as it is for nearly every quote: each wait costs a turn of the queue.
  const arriving = arrive(parts, credential, body);
  const arrival = arriving instanceof Promise ? await arriving : arriving;
  const { place, businessTime } = arrival;
  checkArrival(parts, credential, arrival, credential.role === 'admin');
  const programme = currentProgramme(parts, place.store);
  const receipt = decodeReceipt(body, storeOf(place.store), businessTime);
  const resolving = body.member && parts.directory.resolveMember(body.member);
  const member = resolving instanceof Promise ? await resolving : resolving;
  if (member === undefined && receipt.redeem.length > 0) refuseWithoutMember('/redeem');
  checkPurses(programme.policy, receipt.redeem);
  const holds = hasNone(body.holds) ? noHolds : await namedHolds(parts, body, member);
  const exchange = hasNone(body.returns)
    ? undefined
    : await previewReturns(parts, body.returns, businessTime, member?.party);
  const asked = {
    programme,
    receipt: withHolds(receipt, holds),
    member,
    holds,
    ...(exchange !== undefined && { before: exchange.apply, couponBefore: exchange.coupon }),
    explain: options.explain,
    nudge: true,
  };
  const text = await quoteReceipt(parts, asked, ({ snapshot, open }) => ({
    store: place.store.code,
    hash: programme.hash,
    at: parts.now(),
    partyVersion: snapshot?.version ?? null,
    balances: balancesOf(open, programme.policy),
    language: options.language,
    returns: exchange?.results().map(returnReply) ?? [],
  }));
  return { body: text, replayed: false };
}
