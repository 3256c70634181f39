/**
 * A checked programme document to what workers keep in memory. Once per version and worker; a document that has not
 * been through parseProgramme without errors makes it throw.
 */

import { mechanics } from '../mechanics/index.ts';
import type { Mechanic, ParamsCompiler } from '../mechanics/mechanic.ts';
import { actionOf } from '../program/action.ts';
import { programDefaults, purseCodes } from '../program/defaults.ts';
import { lengthOf } from '../program/durations.ts';
import type { LotSection, RuleDocument } from '../program/schema/rule.ts';
import type { GroupDocument, ProgrammeDocument } from '../program/schema.ts';
import { compileApart, forPurchases } from './apart.ts';
import { anyLine, indexRules, type RuleIndex } from './candidates.ts';
import { compileCondition, compileNumber } from './cel/condition.ts';
import type { Scope } from './cel/term.ts';
import type {
  CompiledGroup,
  CompiledProgramme,
  CompiledRule,
  Condition,
  Limit,
  LinesOfRule,
  Lot,
  NumericExpression,
  Selector,
} from './compiled.ts';
import { compileCounters } from './counters.ts';
import { compileFactsPolicy } from './facts-policy.ts';
import { tendersShare } from './gates/tenders.ts';
import { compileGates } from './gates.ts';
import { goodsOf } from './goods.ts';
import { compilePointsPolicy } from './points-policy.ts';
import { compileSelector } from './selector.ts';

/** The order in which types run: points are earned on what is left after discounts and redemption. */
const typeOrder = ['price', 'redemption', 'points', 'reward'] as const;

interface Context {
  readonly programme: string;
  readonly firstPurse: string;
  readonly scope: Scope;
}

/** What conditions and selectors of the document may name. */
export function scopeOf(document: ProgrammeDocument): Scope {
  return { lists: document.lists ?? {}, counters: new Set(document.counters?.map(({ code }) => code)) };
}

export function compileProgramme(document: ProgrammeDocument, hash: string): CompiledProgramme {
  const { program, groups = [] } = document;
  const context: Context = {
    programme: program.code,
    firstPurse: purseCodes(document).points[0],
    scope: scopeOf(document),
  };
  // Sorting is stable, so what ties stays as written.
  const inOrder = groups.toSorted(
    (a, b) => typeOrder.indexOf(a.type) - typeOrder.indexOf(b.type) || (a.stage ?? 0) - (b.stage ?? 0),
  );
  const ofPurchases = inOrder.map(forPurchases);
  const ranked = ofPurchases.map(({ rules = [] }) => rankedRules(rules));
  const index = indexRules(
    ranked.flatMap((rules) => rules.map(({ rule }) => rule)),
    context.scope.lists,
  );
  let before = 0;
  const compiled = ofPurchases.map((group, ordinal) => {
    const rules = ranked[ordinal] ?? [];
    const lines = index.lines.slice(before, before + rules.length);
    before += rules.length;
    return compileGroup(group, rules, context, lines);
  });
  const facts = compileFactsPolicy(document);
  return {
    code: program.code,
    hash,
    currency: program.currency ?? programDefaults.currency,
    minorUnits: program.minorUnits ?? programDefaults.minorUnits,
    cashRounding: program.cashRounding ?? programDefaults.cashRounding,
    timezone: program.timezone ?? programDefaults.timezone,
    points: compilePointsPolicy(document),
    facts,
    counters: compileCounters(document, facts.counters),
    groups: compiled,
    candidates: candidatesOf(compiled, index),
    masks: index.masks,
    apart: compileApart(inOrder, (group) => compileGroup(group, rankedRules(group.rules ?? []), context)),
  };
}

interface RankedRule {
  readonly rule: RuleDocument;
  readonly order: number;
}

function rankedRules(rules: readonly RuleDocument[]): RankedRule[] {
  return rules
    .map((rule, order) => ({ rule, order }))
    .toSorted((a, b) => (b.rule.priority ?? 0) - (a.rule.priority ?? 0));
}

const noRules: readonly CompiledRule[] = [];

/** `index`: of the groups' rules, one after another. */
function candidatesOf(groups: readonly CompiledGroup[], index: RuleIndex): CompiledProgramme['candidates'] {
  const rules = groups.flatMap((group) => group.rules);
  const ordinals = groups.flatMap((group, ordinal) => group.rules.map(() => ordinal));
  // Positions come in ascending order, group by group: they are gathered here, and each group's copied.
  const gathered: CompiledRule[] = [];
  const counts = new Uint32Array(groups.length);
  let count = 0;
  const gather = (position: number): void => {
    const ordinal = ordinals[position] as number;
    counts[ordinal] = (counts[ordinal] as number) + 1;
    gathered[count++] = rules[position] as CompiledRule;
  };
  return (receipt) => {
    counts.fill(0);
    count = 0;
    index.look(receipt, gather);
    const found: (readonly CompiledRule[])[] = new Array(groups.length);
    let from = 0;
    for (let ordinal = 0; ordinal < groups.length; ordinal++) {
      const to = from + (counts[ordinal] as number);
      found[ordinal] = from === to ? noRules : gathered.slice(from, to);
      from = to;
    }
    return found;
  };
}

/** `lines`: what the index knows of each rule's; without, nothing. */
function compileGroup(
  group: GroupDocument,
  ranked: readonly RankedRule[],
  context: Context,
  lines: readonly LinesOfRule[] = [],
): CompiledGroup {
  return {
    code: group.code,
    type: group.type,
    mode: group.mode ?? 'stack',
    scope: group.scope ?? 'line',
    base: group.base ?? 'current',
    when: compileWhen(group.when, context),
    rules: ranked.map(({ rule, order }, place) => {
      return compileRule(rule, order, group.code, context, lines[place] ?? anyLine);
    }),
  };
}

function compileRule(
  rule: RuleDocument,
  order: number,
  group: string,
  context: Context,
  lines: LinesOfRule,
): CompiledRule {
  const {
    mechanic,
    params: { lot, ...params },
  } = actionOf(rule);
  const { params: compiled, asks } = compileParams(mechanic, params, context);
  return {
    code: rule.code,
    title: rule.title,
    group,
    priority: rule.priority ?? 0,
    order,
    gates: compileGates(rule),
    when: compileWhen(rule.when, context),
    items: compileItems(rule, mechanic, params, context),
    lines,
    goods: goodsOf(rule.items),
    take: rule.take,
    mechanic,
    implementation: implementationOf(mechanic),
    params: compiled,
    asks,
    lot: lot === undefined ? undefined : compileLot(lot, context.firstPurse),
    share: rule.tenders === undefined ? undefined : tendersShare(rule.tenders),
    coupon: rule.coupon,
    limits: compileLimits(rule, context.programme),
    cost: rule.cost,
    exclusive: rule.exclusive ?? false,
  };
}

function implementationOf(code: string): Mechanic {
  const mechanic = mechanics.get(code);
  if (mechanic === undefined) throw new Error(`a checked programme does ${code}, which is no mechanic`);
  return mechanic;
}

type Params = CompiledRule['params'];

function compileParams(
  code: string,
  params: Params,
  { scope }: Context,
): { params: Params; asks: NumericExpression[] } {
  const asks: NumericExpression[] = [];
  const compiler: ParamsCompiler = {
    selector: (items) => compileSelector(items, scope.lists),
    number(source) {
      const result = compileNumber(source, scope);
      if ('fault' in result) throw new Error(`a number of a checked programme does not compile: ${result.fault}`);
      asks.push(result.number);
      return result.number;
    },
  };
  return { params: mechanics.get(code)?.compile?.(params, compiler) ?? params, asks };
}

/** The lines a rule selects; where its mechanic has selectors of its own, no others than those. */
function compileItems(rule: RuleDocument, code: string, params: Params, { scope }: Context): Selector | undefined {
  const own = rule.items === undefined ? undefined : compileSelector(rule.items, scope.lists);
  const wanted = mechanics.get(code)?.wants?.(params);
  if (wanted === undefined) return own;
  const any = compileSelector({ any: wanted.map(({ items }) => items) }, scope.lists);
  if (own === undefined) return any;
  return { matches: (line, member) => own.matches(line, member) && any.matches(line, member) };
}

function compileLot({ purse, activateAfter, expireAfter, expireAt, melt }: LotSection, firstPurse: string): Lot {
  return {
    purse: purse ?? firstPurse,
    ...(activateAfter === undefined ? {} : { activateAfter }),
    ...(expireAfter === undefined ? {} : { expireAfter }),
    ...(expireAt === undefined ? {} : { expireAt }),
    ...(melt === undefined ? {} : { melt: { ...melt, ...lengthOf(melt.every) } }),
  };
}

function compileLimits({ code, limits = [] }: RuleDocument, programme: string): Limit[] {
  return limits.flatMap(({ by, per, times, amount, points }) => {
    const caps = { times, amount, points };
    return (['times', 'amount', 'points'] as const).flatMap((unit) => {
      const cap = caps[unit];
      return cap === undefined ? [] : [{ by, unit, cap, per, key: `${programme}/${code}/${by}/${unit}/${per}` }];
    });
  });
}

function compileWhen(source: string | undefined, { scope }: Context): Condition | undefined {
  if (source === undefined) return undefined;
  const result = compileCondition(source, scope);
  if ('fault' in result) throw new Error(`a condition of a checked programme does not compile: ${result.fault}`);
  return result.condition;
}
