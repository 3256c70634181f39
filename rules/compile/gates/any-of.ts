/** The gates that look a value up in a list: stores, channels, segments, tiers, cards. */
import type { GateContext } from '../compiled.ts';
import type { Gate } from './gate.ts';

/** What the list calls a store of a region by. */
export function regionName(region: string): string {
  return `region:${region}`;
}

export function storesGate(names: readonly string[]): Gate {
  return anyOf(names, 'store', ({ receipt: { store } }) => {
    // What happens in no store, a birthday, has no code.
    if (store.code === '') return [];
    return store.region === undefined ? [store.code] : [store.code, regionName(store.region)];
  });
}

export function channelsGate(names: readonly string[]): Gate {
  return anyOf(names, 'channel', ({ receipt }) => [receipt.channel]);
}

export function segmentsGate(names: readonly string[]): Gate {
  return ofMember(names, 'segments', ({ member }) => member?.segments ?? []);
}

export function tiersGate(names: readonly string[]): Gate {
  return ofMember(names, 'tier', ({ member }) => (member?.tier === undefined ? [] : [member.tier]));
}

export function cardsGate(names: readonly string[]): Gate {
  return ofMember(names, 'cards', ({ member }) => member?.cards ?? []);
}

function ofMember(names: readonly string[], what: string, read: (context: GateContext) => readonly string[]): Gate {
  const gate = anyOf(names, what, read);
  return {
    pass: gate.pass,
    explain: (context) => (context.member === undefined ? 'no member' : gate.explain(context)),
  };
}

function anyOf(names: readonly string[], what: string, read: (context: GateContext) => readonly string[]): Gate {
  const chosen = new Set(names);
  const listed = names.length > 8 ? `${names.slice(0, 8).join(', ')} …` : names.join(', ');
  return {
    pass(context) {
      for (const value of read(context)) if (chosen.has(value)) return true;
      return false;
    },
    explain: (context) => {
      const found = read(context);
      return found.length === 0 ? `no ${what}; asked for ${listed}` : `${what} ${found.join(', ')} not in ${listed}`;
    },
  };
}
