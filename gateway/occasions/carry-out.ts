/**
 * Carries out what is waiting in the ledger (ledger/occasions/occasion-row.ts): gifts to referrers are given, or taken back
 * again; another tier is evaluated. Every gateway does; who comes second finds nothing left to do.
 */
import type { Announced, Gift, OccasionEffects } from '../../ledger/occasions/occasion-row.ts';
import { type WaitingOccasion, waitingOccasions } from '../../ledger/occasions/occasions.ts';
import { prepareOccasion } from '../flows/occasions/prepare.ts';
import { originOf } from '../flows/receipt/arrival.ts';
import { commitWith } from '../flows/receipt/outcome.ts';
import type { Parts } from '../parts.ts';
import { isBusy } from './busy.ts';

const atOnce = 100;
/** As much as one round takes on; the rest is the next one's. */
const roundsAtMost = 20;

type Outcome = 'done' | 'busy' | 'failed';

/** One round. Returns how many were carried out. */
export async function carryOutOccasions(parts: Parts): Promise<number> {
  let total = 0;
  let failed = 0;
  for (let round = 0; round < roundsAtMost; round += 1) {
    // What cannot be carried out stays in front, and must not keep what came later waiting.
    const waiting = await waitingOccasions(parts.database, atOnce, failed);
    const outcomes = await Promise.all(waiting.map((occasion) => carryOut(parts, occasion)));
    total += outcomes.filter((one) => one === 'done').length;
    failed += outcomes.filter((one) => one === 'failed').length;
    if (waiting.length < atOnce || outcomes.includes('busy')) break;
  }
  return total;
}

/** What is not done stays to be done. */
async function carryOut(parts: Parts, waiting: WaitingOccasion): Promise<Outcome> {
  const { key, happened } = waiting;
  try {
    await (happened === 'gift' ? giveOrTake(parts, waiting) : evaluateNow(parts, waiting));
    return 'done';
  } catch (error) {
    // Under load it is refused, and tried again; anything else a person should see.
    if (isBusy(error)) return 'busy';
    parts.log.error({ err: error, key }, 'an occasion could not be carried out; it is tried again');
    return 'failed';
  }
}

async function giveOrTake(
  parts: Parts,
  { key, member, input, effects = '{}', programme, version }: WaitingOccasion,
): Promise<void> {
  const found = await parts.programmes.find(programme, version);
  if (found === undefined) throw new Error(`version ${version} of ${programme} is gone`);
  const { store, timezone } = JSON.parse(input) as Gift;
  const { party } = await parts.directory.resolveMember({ id: member });
  const origin = originOf({ code: store, timezone, attributes: {}, programme }, found);
  const { issued: certificates = [], issuedCoupons: coupons = [] } = JSON.parse(effects) as Partial<OccasionEffects>;
  await commitWith(parts, async () => ({ kind: 'gift', once: key, origin, party, certificates, coupons }));
}

/** Under the version that was in force when it happened. */
async function evaluateNow(
  parts: Parts,
  { key, happened, member, at, input, ...under }: WaitingOccasion,
): Promise<void> {
  const programme = await parts.programmes.find(under.programme, under.version);
  if (programme === undefined) throw new Error(`version ${under.version} of ${under.programme} is gone`);
  const { channel, store, attributes } = JSON.parse(input) as Announced;
  const who = await parts.directory.resolveMember({ id: member });
  const venue = { store, programme };
  await commitWith(parts, () =>
    prepareOccasion(parts, { once: key, on: happened, member: who, at, venue, channel, attributes }),
  );
}
