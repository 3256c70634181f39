/**
 * What comes by the calendar: birthdays, ended periods, tiers that time takes away. Every gateway goes through its members
 * page by page, one gateway at a time; where one stops or dies, the next goes on after the last page that was finished, and
 * what was done of an unfinished one is known by its keys.
 *
 *     no round ──rules on it met for the first time──▶ done, as of now
 *     done ──the next day or period has begun──▶ under way ──page──▶ under way ──last page──▶ done
 *     any ──the programme has no such rules any more──▶ no round
 */

import type { OccasionCommand } from '../../ledger/committer/commands.ts';
import { inTransaction } from '../../ledger/database.ts';
import { tierKey } from '../../ledger/occasions/occasion-row.ts';
import {
  type Celebrant,
  findLastRound,
  forgetOtherRounds,
  membersBornOn,
  partiesFrom,
  partyNumber,
  type Round,
  saveRound,
  takeRoundLock,
} from '../../ledger/occasions/rounds.ts';
import type { Attributes } from '../../rules/model/receipt.ts';
import { prepareOccasion } from '../flows/occasions/prepare.ts';
import { nowhere } from '../flows/occasions/venue.ts';
import { commitWith } from '../flows/receipt/outcome.ts';
import type { Parts } from '../parts.ts';
import type { ProgrammeVersion } from '../programmes.ts';
import { isBusy } from './busy.ts';
import {
  byCalendar,
  daysBorn,
  type Happens,
  momentOfRound,
  newestRound,
  nextRound,
  notTooOld,
  periodOfRound,
  roundBefore,
} from './calendar.ts';

const pageSize = 200;
/** Pages that one call goes through; the next call goes on. */
const pagesAtMost = 50;
const nobody = '00000000-0000-0000-0000-000000000000';

/** Made once for each gateway: it remembers what it has found done, so that waiting for tomorrow asks nobody anything. */
export function createRounds(parts: Parts): (now: number) => Promise<void> {
  /** By programme and what happens: the newest round that is done. */
  const done = new Map<string, string>();
  const met = new Map<string, number>();

  return async (now) => {
    for (const programme of parts.programmes.published()) {
      const happening = byCalendar.filter((happens) => programme.occasions.has(happens));
      if (met.get(programme.code) !== programme.version) {
        await forgetOtherRounds(parts.database, programme.code, programme.version, happening);
        for (const happens of byCalendar) done.delete(`${programme.code} ${happens}`);
        met.set(programme.code, programme.version);
      }
      for (const happens of happening) {
        const key = `${programme.code} ${happens}`;
        const newest = newestRound(happens, programme.timezone, now);
        for (
          let page = 0;
          page < pagesAtMost && !parts.lifecycle.draining && (done.get(key) ?? '') < newest;
          page += 1
        ) {
          const round = await takePage(parts, programme, happens, now);
          if (round === undefined) break;
          if (round.done) done.set(key, round.round);
        }
      }
    }
  };
}

/** One page of the oldest round that is not done. Undefined: another gateway is at it. */
function takePage(
  parts: Parts,
  programme: ProgrammeVersion,
  happens: Happens,
  now: number,
): Promise<Round | undefined> {
  return inTransaction(parts.database, async (client) => {
    if (!(await takeRoundLock(client))) return undefined;
    const { code, timezone } = programme;
    const last = await findLastRound(client, { programme: code, happens });
    if (last === undefined) {
      const first = { programme: code, happens, round: roundBefore(happens, timezone, now), done: true };
      await saveRound(client, first);
      return first;
    }
    const newest = newestRound(happens, timezone, now);
    const next = last.done ? notTooOld(happens, nextRound(happens, last.round), newest) : last.round;
    if (next > newest) return last;
    const after = last.done ? undefined : last.after;
    const page = await pageOf(parts, happens, next, momentOfRound(next, timezone), after);
    const outcomes = await Promise.allSettled(page.who.map((one) => celebrate(parts, programme, happens, next, one)));
    for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
    const isLast = page.last === undefined;
    const round = {
      ...{ programme: code, happens, round: next, done: isLast },
      ...(page.last !== undefined && { after: page.last }),
    };
    await saveRound(client, round);
    return round;
  });
}

/** `last`: after whom to go on; undefined: there is nobody left. */
async function pageOf(
  { database }: Parts,
  happens: Happens,
  round: string,
  at: number,
  after: string | undefined,
): Promise<{ who: readonly Celebrant[]; last: string | undefined }> {
  if (happens === 'birthday') {
    const who = await membersBornOn(database, daysBorn(round), after ?? nobody, pageSize);
    return { who, last: who.length < pageSize ? undefined : who.at(-1)?.member };
  }
  const { last, parties } = await partiesFrom(database, partyNumber(after), at, pageSize);
  return { who: parties, last: last === undefined ? undefined : String(last) };
}

/** One that cannot be evaluated keeps nobody else waiting; where the ledger cannot be reached the page is taken again. */
async function celebrate(
  parts: Parts,
  programme: ProgrammeVersion,
  happens: Happens,
  round: string,
  who: Celebrant,
): Promise<void> {
  try {
    const found = await occasionOf(parts, programme, happens, round, who);
    if (found === undefined) return;
    const prepare = () =>
      prepareOccasion(parts, {
        ...found,
        on: happens,
        member: who,
        venue: nowhere(programme),
        channel: 'web',
        fresh: true,
      });
    const first = await prepare();
    if (happens !== 'tier' && !brings(first)) return;
    let prepared: OccasionCommand | undefined = first;
    await commitWith(parts, async () => {
      const command = prepared ?? (await prepare());
      prepared = undefined;
      return command;
    });
  } catch (error) {
    if (isBusy(error)) throw error;
    parts.log.error({ err: error, happens, round, ...who }, 'an occasion of the calendar could not be carried out');
  }
}

/** Undefined: nothing happened to this one. */
async function occasionOf(
  parts: Parts,
  programme: ProgrammeVersion,
  happens: Happens,
  round: string,
  { member, party }: Celebrant,
): Promise<{ once: string; at: number; attributes: Attributes } | undefined> {
  const at = momentOfRound(round, programme.timezone);
  if (happens === 'tier') return tierLost(parts, programme, party, at);
  if (happens === 'birthday') {
    return { once: `birthday/${programme.code}/${round.slice(0, 4)}/${member}`, at, attributes: {} };
  }
  const period = periodOfRound(happens, round);
  return { once: `${happens}/${programme.code}/${period}/${party}`, at, attributes: { period } };
}

/** A tier that is no longer what its party was told it is. */
async function tierLost(
  parts: Parts,
  { code, facts, timezone }: ProgrammeVersion,
  party: number,
  at: number,
): Promise<{ once: string; at: number; attributes: Attributes } | undefined> {
  const { state } = await parts.parties.read(party, true);
  const told = state.facts.tiers?.[code];
  if (told === undefined || told.since >= at) return undefined;
  const { tier = '' } = parts.facts.recall(state.facts, {}, { at, timezone, policy: facts });
  if (tier === told.code) return undefined;
  return { once: tierKey(code, party, at), at, attributes: { from: told.code, to: tier } };
}

/** Whom nothing is given to, nothing is written about. */
function brings({ evaluation }: OccasionCommand): boolean {
  const { accruals, rewards, referrer = [], limitUses } = evaluation;
  return accruals.length + rewards.length + referrer.length + limitUses.length > 0;
}
