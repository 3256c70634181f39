/** The documents of programme versions as text, ready to be sent to a worker that lacks one. */
import { LRUCache } from 'lru-cache';
import type { ProgrammeRef } from '../rules/model/evaluation.ts';
import type { ProgrammeSource } from './evaluator.ts';
import { programmeKey } from './task.ts';

const versionsKept = 64;
const charactersKept = 64 * 1024 * 1024;

/** Finds a version that was never loaded here, or so long ago that it was forgotten. Undefined: there is no such. */
export type FetchProgramme = (ref: ProgrammeRef) => Promise<ProgrammeSource | undefined>;

export interface Sources {
  /** Its key and text. */
  add(source: ProgrammeSource): string;
  remove(ref: ProgrammeRef): void;
  /** Remembers that the version is in use. */
  touch(key: string): void;
  /** The text; rejects where nobody knows the version. */
  find(key: string): Promise<string>;
  /** Texts of the versions used last, the latest first. */
  recent(count: number): string[];
}

export function createSources(fetchProgramme: FetchProgramme | undefined): Sources {
  const texts = new LRUCache<string, string>({
    max: versionsKept,
    maxSize: charactersKept,
    sizeCalculation: (text) => text.length,
  });
  const fetching = new Map<string, Promise<string>>();

  function add({ code, version, hash, document }: ProgrammeSource): string {
    const text = JSON.stringify({ code, version, hash, document });
    texts.set(programmeKey({ code, version }), text);
    return text;
  }

  async function fetchText(key: string): Promise<string> {
    const at = key.lastIndexOf('@');
    const source = await fetchProgramme?.({ code: key.slice(0, at), version: Number(key.slice(at + 1)) });
    if (source === undefined) throw new Error(`programme ${key} is not known`);
    return add(source);
  }

  return {
    add,
    remove(ref) {
      texts.delete(programmeKey(ref));
    },
    touch(key) {
      texts.get(key);
    },
    async find(key) {
      const known = texts.get(key) ?? fetching.get(key);
      if (known !== undefined) return known;
      const fetched = fetchText(key).finally(() => fetching.delete(key));
      fetching.set(key, fetched);
      return fetched;
    },
    recent: (count) => [...texts.values()].slice(0, count),
  };
}
