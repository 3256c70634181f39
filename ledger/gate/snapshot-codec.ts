/**
 * A party's snapshot as Redis keeps it: a line that scripts read, "<version> <points that can be spent> <seq> <length of
 * the state>\n", then the state as its row in Postgres has it, to the byte, and the members as JSON. An outdated party
 * (outdate-parties.lua) is the line "<version> -\n" alone.
 *
 * MessagePack would be 22% smaller and takes as long to read; but the state has been written as JSON for Postgres when it
 * comes here after a commit, and whoever commits the next receipt on it shows Postgres that very text.
 */
import type { MemberRecord, PartySnapshot, PartyState } from '../parties/party.ts';

export function encodeSnapshot({ version, seq, state, text, members }: PartySnapshot): string {
  return `${version} ${availableOf(state)} ${seq} ${text.length}\n${text}${JSON.stringify(members)}`;
}

function availableOf({ purses }: PartyState): number {
  let sum = 0;
  for (const { posted, held, stamps } of Object.values(purses)) if (stamps !== true) sum += posted - held;
  return sum;
}

/** Undefined for an outdated party. */
export function decodeSnapshot(party: number, value: string): PartySnapshot | undefined {
  const begin = value.indexOf('\n') + 1;
  if (begin === value.length) return undefined;
  const [version, , seq, length] = value.slice(0, begin - 1).split(' ');
  const end = begin + Number(length);
  const text = value.slice(begin, end);
  return {
    party,
    version: Number(version),
    seq: Number(seq),
    state: JSON.parse(text) as PartyState,
    text,
    members: JSON.parse(value.slice(end)) as MemberRecord[],
  };
}
