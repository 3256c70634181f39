/**
 * A party's snapshot as Redis keeps it: a line of text that scripts read, "<version> <points that can be spent>\n",
 * then the snapshot as JSON. An outdated party (outdate-parties.lua) is the line "<version> -\n" alone.
 *
 * MessagePack would be 22% smaller and takes as long to read; but the state has been written as JSON for Postgres when it
 * comes here after a commit, and is sent on as it is.
 */
import type { PartySnapshot, PartyState } from '../parties/party.ts';

export function encodeSnapshot({ party, version, state, text, members }: PartySnapshot): string {
  const stateText = text ?? JSON.stringify(state);
  const membersText = JSON.stringify(members);
  return `${version} ${availableOf(state)}\n{"party":${party},"version":${version},"state":${stateText},"members":${membersText}}`;
}

function availableOf({ purses }: PartyState): number {
  let sum = 0;
  for (const { posted, held, stamps } of Object.values(purses)) if (stamps !== true) sum += posted - held;
  return sum;
}

/** Undefined for an outdated party. */
export function decodeSnapshot(value: string): PartySnapshot | undefined {
  const end = value.indexOf('\n');
  return end === value.length - 1 ? undefined : (JSON.parse(value.slice(end + 1)) as PartySnapshot);
}
