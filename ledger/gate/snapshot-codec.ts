/**
 * A party's snapshot as Redis keeps it: a line of text that scripts read, "<version> <points that can be spent>\n",
 * then the snapshot as MessagePack. An outdated party (outdate-party.lua) is the line "<version> -\n" alone.
 *
 * Plain MessagePack maps: 22% smaller than JSON and as fast. Records would save as much again, but a limit's key is a
 * property name, and every new set of names would be a new record type for the packer to remember.
 */
import { Packr, Unpackr } from 'msgpackr';
import type { PartySnapshot } from '../parties/party.ts';

const packr = new Packr({ useRecords: false });
const unpackr = new Unpackr({ useRecords: false, mapsAsObjects: true, int64AsType: 'number' });
const newline = 0x0a;

export function encodeSnapshot(snapshot: PartySnapshot): Buffer {
  const available = Object.values(snapshot.state.purses)
    .filter((purse) => purse.stamps !== true)
    .reduce((sum, purse) => sum + purse.posted - purse.held, 0);
  return Buffer.concat([Buffer.from(`${snapshot.version} ${available}\n`), packr.pack(snapshot)]);
}

/** Undefined for an outdated party. */
export function decodeSnapshot(value: Buffer): PartySnapshot | undefined {
  const end = value.indexOf(newline);
  return end === value.length - 1 ? undefined : unpackr.unpack(value.subarray(end + 1));
}
