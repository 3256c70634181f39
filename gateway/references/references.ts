/**
 * What is kept through the API and told to rules: which lists a line's sku is on, which segments a member is in, and its
 * personal prices. Only what the programme names is looked at; a programme that names nothing costs nothing.
 */
import type { Queryable } from '../../ledger/database.ts';
import type { OutboxEvent } from '../../ledger/outbox/append.ts';
import type { ReferenceKind } from '../../ledger/reference/kind.ts';
import type { MemberReferences } from '../../rules/model/member-state.ts';
import type { Receipt } from '../../rules/model/receipt.ts';
import type { ReferencesPolicy, ReferenceVersions } from '../../rules/model/references-policy.ts';
import { CurrentReferences } from './current.ts';
import { Lists } from './lists.ts';
import { PersonalPrices } from './prices.ts';
import { MemberSegments, type ToldSegments } from './segments.ts';

export interface Told {
  /** With the lists on its lines. */
  readonly receipt: Receipt;
  readonly member: MemberReferences;
  readonly versions: ReferenceVersions;
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

interface ToldLines {
  readonly receipt: Receipt;
  readonly versions: ReferenceVersions['lists'] | undefined;
}
type ToldPrices = Awaited<ReturnType<PersonalPrices['tell']>>;

interface Asked {
  readonly policy: ReferencesPolicy;
  readonly receipt: Receipt;
  /** The member's id. */
  readonly member: string | undefined;
  /** The receipt was evaluated before: its lines have the lists of then, of these versions. */
  readonly listed?: ReferenceVersions['lists'] | undefined;
}

export interface References {
  /** Undefined: the programme asks for nothing. */
  tell(asked: Asked): Told | Promise<Told> | undefined;
  /** Has at hand what a programme names, before it is priced by. */
  prepare(policy: ReferencesPolicy): Promise<void>;
  /** Whether anything was uploaded under the code. */
  has(kind: ReferenceKind, code: string): boolean;
  /** Resolves when this gateway goes by the current version. */
  refresh(kind: ReferenceKind, code: string): Promise<void>;
  refreshAll(): Promise<void>;
  apply(event: OutboxEvent): Promise<void>;
}

export function createReferences(database: Queryable): References {
  const lists = new Lists(database);
  const current = new CurrentReferences(database, async (version) => {
    if (version.kind === 'list') await lists.prepare(version);
  });
  const segments = new MemberSegments(database, current);
  const prices = new PersonalPrices(database, current);

  const tellLines = ({ policy, receipt, listed }: Asked): ToldLines | Promise<ToldLines> => {
    if (policy.lists.length === 0 || listed !== undefined) return { receipt, versions: listed };
    return lists.tell(receipt, policy.lists, current);
  };
  const tellAll = (asked: Asked): Told | Promise<Told> => {
    const { policy, receipt, member } = asked;
    const lines = tellLines(asked);
    const inSegments =
      member === undefined || policy.segments.length === 0 ? undefined : segments.tell(policy.segments, member);
    const priced =
      member === undefined || policy.prices.length === 0 ? undefined : prices.tell(policy.prices, receipt, member);
    // Mostly all of it is at hand, and nobody waits.
    if (lines instanceof Promise || inSegments instanceof Promise || priced instanceof Promise) {
      return Promise.all([lines, inSegments, priced]).then((found) => toldOf(...found));
    }
    return toldOf(lines, inSegments, priced);
  };

  return {
    tell(asked) {
      const { policy } = asked;
      return policy.lists.length + policy.segments.length + policy.prices.length === 0 ? undefined : tellAll(asked);
    },
    async prepare(policy) {
      for (const code of policy.lists) await lists.want(code, current);
    },
    has: (kind, code) => current.of(kind, code) !== undefined,
    refresh: (kind, code) => current.refresh(kind, code),
    refreshAll: () => current.refreshAll(),
    async apply(event) {
      if (event.event === 'reference') await current.refresh(event.kind, event.code);
    },
  };
}

function toldOf(lines: ToldLines, inSegments: ToldSegments | undefined, priced: ToldPrices | undefined): Told {
  const member: Writable<Told['member']> = {};
  const versions: Writable<ReferenceVersions> = {};
  if (lines.versions !== undefined) versions.lists = lines.versions;
  if (inSegments !== undefined) {
    member.segments = inSegments.segments;
    versions.segments = inSegments.versions;
  }
  if (priced !== undefined) {
    member.personalPrices = priced.personalPrices;
    versions.prices = priced.versions;
  }
  return { receipt: lines.receipt, member, versions };
}
