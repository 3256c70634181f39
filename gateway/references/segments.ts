/** Which of the segments that a programme names a member is in. */
import type { Queryable } from '../../ledger/database.ts';
import { type CurrentVersion, segmentsOf } from '../../ledger/reference/current.ts';
import type { ReferencesPolicy } from '../../rules/model/references-policy.ts';
import type { CurrentReferences } from './current.ts';
import { KeptAnswers } from './kept-answers.ts';

/** Each is some hundred bytes. */
const membersKept = 100_000;
/** Sets of versions that were asked for lately; there is one a programme, and a new one with each upload. */
const setsKept = 1_000;

/** The versions of the segments that somebody asks for, under a short name. */
interface VersionSet {
  readonly generation: number;
  readonly name: string;
  readonly versions: readonly CurrentVersion[];
}

/** The segments a member is in, and their versions. */
export interface ToldSegments {
  readonly segments: readonly string[];
  readonly versions: Readonly<Record<string, number>>;
}

export class MemberSegments {
  readonly #current: CurrentReferences;
  readonly #answers: KeptAnswers<readonly number[]>;
  /** By the list of names that a programme asks for. */
  readonly #sets = new WeakMap<object, VersionSet>();
  #all: VersionSet | undefined;
  /** Names of sets, by the ids of their versions, and the other way round. */
  readonly #names = new Map<string, string>();
  readonly #ids = new Map<string, readonly number[]>();
  #named = 0;

  constructor(database: Queryable, current: CurrentReferences) {
    this.#current = current;
    this.#answers = new KeptAnswers(membersKept, (keys) => this.#ask(database, keys));
  }

  tell(asked: ReferencesPolicy['segments'], member: string): ToldSegments | Promise<ToldSegments> {
    const { name, versions } = this.#setOf(asked);
    if (versions.length === 0) return { segments: [], versions: {} };
    const answers = this.#answers.get([`${name}/${member}`]);
    return answers instanceof Promise ? answers.then(([ids]) => toldOf(versions, ids)) : toldOf(versions, answers[0]);
  }

  #setOf(asked: ReferencesPolicy['segments']): VersionSet {
    const known = asked === 'all' ? this.#all : this.#sets.get(asked);
    const { generation } = this.#current;
    if (known?.generation === generation) return known;
    const versions =
      asked === 'all' ? this.#current.all('segment') : asked.flatMap((code) => this.#current.of('segment', code) ?? []);
    const set = { generation, name: this.#nameOf(versions.map(({ id }) => id)), versions };
    if (asked === 'all') this.#all = set;
    else this.#sets.set(asked, set);
    return set;
  }

  #nameOf(ids: readonly number[]): string {
    const key = ids.join();
    const known = this.#names.get(key);
    if (known !== undefined) return known;
    this.#named += 1;
    const name = String(this.#named);
    this.#names.set(key, name);
    this.#ids.set(name, ids);
    const [oldest] = this.#names;
    if (oldest !== undefined && this.#names.size > setsKept) {
      this.#names.delete(oldest[0]);
      this.#ids.delete(oldest[1]);
    }
    return name;
  }

  /** Keys are "<set>/<member>". */
  async #ask(database: Queryable, keys: readonly string[]): Promise<ReadonlyMap<string, readonly number[]>> {
    const asked = keys.flatMap((key) => {
      const [name = '', member = ''] = key.split('/');
      return (this.#ids.get(name) ?? []).map((id) => ({ key, id, member }));
    });
    const found = new Set((await segmentsOf(database, asked)).map(({ version, member }) => `${version}/${member}`));
    const answers = new Map<string, number[]>(keys.map((key) => [key, []]));
    for (const { key, id, member } of asked) if (found.has(`${id}/${member}`)) answers.get(key)?.push(id);
    return answers;
  }
}

function toldOf(versions: readonly CurrentVersion[], ids: readonly number[] = []): ToldSegments {
  const found = versions.filter(({ id }) => ids.includes(id));
  return {
    segments: found.map(({ code }) => code),
    versions: Object.fromEntries(found.map(({ code, version }) => [code, version])),
  };
}
