import { evaluatedOf, type SaleCommand } from '../../ledger/committer/commands.ts';
import type { HoldRow } from '../../ledger/holds/hold.ts';
import type { Credential } from '../access/credential.ts';
import type { ResolvedMember } from '../access/directory.ts';
import { refuse } from '../contract/errors.ts';
import type { WireCommit } from '../contract/receipt.ts';
import type { Parts } from '../parts.ts';
import type { ProgrammeVersion } from '../programmes.ts';
import { newReceiptId } from '../receipt-id.ts';
import {
  type Arrival,
  arrive,
  checkArrival,
  currentProgramme,
  keyOf,
  originOf,
  quotedProgramme,
  storeOf,
} from './receipt/arrival.ts';
import { decodeReceipt } from './receipt/decode.ts';
import { exchangedParts } from './receipt/exchange.ts';
import { fingerprintOfSale } from './receipt/fingerprint.ts';
import { unlessKnown } from './receipt/known.ts';
import { hasNone, namedHolds, noHolds, withHolds } from './receipt/named-holds.ts';
import { type Answer, commitWith } from './receipt/outcome.ts';
import { checkPurses, refuseWithoutMember } from './receipt/points-asked.ts';
import { type PricedSale, priceSale } from './receipt/price.ts';
import { type QuotePromise, readToken } from './receipt/quote-token.ts';
import { limitRedemptions } from './receipt/velocity.ts';

/** A provisional reservation outlives its request only when the gateway dies between the two. */
const reservationTtlMs = 15_000;

/**
 * Commits a receipt exactly once. The evaluation made here is the one that is committed, unless the party or a budget
 * moved meanwhile: then the ledger evaluates again under the lock.
 */
export async function commit(parts: Parts, credential: Credential, body: WireCommit): Promise<Answer> {
  if (body.training === true)
    refuseQuoteOnly('training_receipt', '/training', 'a training receipt is quoted, never committed');
  if (body.mode === 'listing') refuseQuoteOnly('listing_receipt', '/mode', 'a listing is quoted, never committed');
  const arriving = arrive(parts, credential, body);
  const arrival = arriving instanceof Promise ? await arriving : arriving;
  // A quote that expired, a version that was revoked, a card that was blocked after the customer paid undo no payment.
  const paid = body.charged !== undefined;
  const receipt = decodeReceipt(body, storeOf(arrival.place.store), arrival.businessTime);
  const key = keyOf(arrival, body.number, 'sale');
  const fingerprint = fingerprintOfSale(body, receipt);
  return unlessKnown(parts, key, fingerprint, async () => {
    checkArrival(parts, credential, arrival, body.offline);
    const promise = promiseOf(parts, arrival, body);
    const programme =
      promise === undefined
        ? currentProgramme(parts, arrival.place.store)
        : await quotedOrCurrent(parts, arrival, promise, paid);
    const resolving = body.member && parts.directory.resolveMember(body.member, { blockedToo: paid });
    const member = resolving instanceof Promise ? await resolving : resolving;
    refuseUnlessMember(body, member);
    checkPurses(programme.policy, body.redeem);
    const holds = hasNone(body.holds) ? noHolds : await namedHolds(parts, body, member);
    const asked = withHolds(receipt, holds);
    if (asked.redeem.length > 0 && member !== undefined && !paid && body.offline !== true)
      await limitRedemptions(parts, member.party);
    const quoted = promise !== undefined && !paid;
    const id = newReceiptId();
    let asideFor: number | undefined;
    return commitWith(parts, async () => {
      const returns = hasNone(body.returns) ? [] : (await exchangedParts(parts, body.returns)).map(({ part }) => part);
      const pricing = { programme, receipt: asked, member, holds };
      const priced = await priceSale(parts, pricing, programme.hash, quoted);
      const reserving = reserve(parts, id, priced, holds);
      const reserved = reserving instanceof Promise ? await reserving : reserving;
      if (reserved !== 'unneeded') asideFor = priced.snapshot?.party;
      const settled =
        reserved === 'doubted' ? await priceSale(parts, { ...pricing, fresh: true }, programme.hash, quoted) : priced;
      return saleCommand({
        id,
        key,
        fingerprint,
        arrival,
        programme,
        member,
        holds,
        returns,
        priced: settled,
        body,
        digest: promise?.digest,
      });
    }).finally(() => {
      if (asideFor !== undefined) void parts.gate.release({ party: asideFor, receipt: id });
    });
  });
}

function refuseQuoteOnly(code: 'training_receipt' | 'listing_receipt', path: string, message: string): never {
  refuse(code, message, { errors: [{ path, message }] });
}

function promiseOf({ signingKey, now }: Parts, { place }: Arrival, { quote, charged }: WireCommit) {
  if (quote === undefined) return undefined;
  return readToken(signingKey, quote, { store: place.store.code, now: now(), expiredToo: charged !== undefined });
}

/** The version quoted, or the store's current one where that was revoked after the customer had paid. */
async function quotedOrCurrent(
  parts: Parts,
  { place }: Arrival,
  promise: QuotePromise,
  paid: boolean,
): Promise<ProgrammeVersion> {
  const { code, version } = promise.programme;
  if (paid && (await parts.programmes.get(code, version)) === 'revoked') return currentProgramme(parts, place.store);
  return quotedProgramme(parts, promise.programme);
}

function refuseUnlessMember(body: WireCommit, member: ResolvedMember | undefined): void {
  if (member !== undefined) return;
  if ((body.redeem?.length ?? 0) > 0) refuseWithoutMember('/redeem');
  const paid = body.charged?.lines.findIndex(({ redeemed = 0 }) => redeemed > 0) ?? -1;
  if (paid >= 0) refuseWithoutMember(`/charged/lines/${paid}/redeemed`);
}

/**
 * Sets the points aside in Redis, so that two tills that spend the same ones at the same moment do not both evaluate
 * for nothing. Redis is never believed: its yes is checked under the lock, its no is looked up in Postgres.
 */
function reserve(
  { gate }: Parts,
  receipt: string,
  { evaluation, snapshot }: PricedSale,
  holds: readonly HoldRow[],
): 'unneeded' | Promise<'reserved' | 'doubted'> {
  const { points } = evaluation.redemption;
  if (snapshot === undefined || points === 0 || holds.length > 0) return 'unneeded';
  return gate
    .reserve({ party: snapshot.party, receipt, points, ttlMs: reservationTtlMs })
    .then((answer) => (answer === 'insufficient' ? 'doubted' : 'reserved'));
}

function saleCommand(found: {
  id: string;
  key: SaleCommand['key'];
  fingerprint: Buffer;
  arrival: Arrival;
  programme: ProgrammeVersion;
  member: ResolvedMember | undefined;
  holds: readonly HoldRow[];
  returns: SaleCommand['returns'];
  priced: PricedSale;
  body: WireCommit;
  digest: string | undefined;
}): SaleCommand {
  const { arrival, programme, member, priced } = found;
  return {
    kind: 'sale',
    id: found.id,
    key: found.key,
    fingerprint: found.fingerprint,
    origin: originOf(arrival.place.store, programme),
    programmeHash: programme.hash,
    ...(member !== undefined && { member: member.member }),
    ...evaluatedOf(priced),
    ...(priced.snapshot !== undefined && { snapshot: priced.snapshot }),
    holds: found.holds.map((hold) => hold.id),
    certificates: found.holds.flatMap(({ certificate }) => certificate ?? []),
    returns: found.returns,
    ...(found.digest !== undefined && { quoted: found.digest }),
  };
}
