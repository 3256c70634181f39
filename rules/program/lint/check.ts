/** A check of the document's meaning; its shape has been checked before. */
import type { LintMessage } from '../../model/lint.ts';
import { actionOf } from '../action.ts';
import type { Path } from '../path.ts';
import type { RuleDocument } from '../schema/rule.ts';
import type { SelectorDocument } from '../schema/selector.ts';
import type { GroupDocument, ProgrammeDocument } from '../schema.ts';

export type Report = (severity: LintMessage['severity'], path: Path, message: string) => void;

export interface LintCheck {
  /** The name of its file. */
  readonly name: string;
  /** `atMs`: the moment of checking, epoch ms, where it is known. */
  run(document: ProgrammeDocument, report: Report, atMs: number | undefined): void;
}

interface PlacedRule {
  readonly rule: RuleDocument;
  readonly group: GroupDocument;
  readonly path: Path;
}

export function rulesOf(document: ProgrammeDocument): PlacedRule[] {
  return (document.groups ?? []).flatMap((group, groupIndex) =>
    (group.rules ?? []).map((rule, ruleIndex) => ({ rule, group, path: ['groups', groupIndex, 'rules', ruleIndex] })),
  );
}

/** Every selector of the document: those of its rules and of its counters. */
export function everySelector(document: ProgrammeDocument): { items: SelectorDocument; path: Path }[] {
  const ofCounters = (document.counters ?? []).flatMap(({ items }, index) =>
    items === undefined ? [] : [{ items, path: ['counters', index, 'items'] }],
  );
  return [...rulesOf(document).flatMap(({ rule, path }) => selectorsOf(rule, path)), ...ofCounters];
}

/** Every selector of a rule: its own, and those among its mechanic's parameters, where `items` is one wherever it stands. */
function selectorsOf(rule: RuleDocument, path: Path): { items: SelectorDocument; path: Path }[] {
  const { mechanic, params } = actionOf(rule);
  const own = rule.items === undefined ? [] : [{ items: rule.items, path: [...path, 'items'] }];
  return [...own, ...selectorsIn(params, [...path, 'do', mechanic])];
}

function selectorsIn(value: unknown, path: Path): { items: SelectorDocument; path: Path }[] {
  if (Array.isArray(value)) return value.flatMap((one, index) => selectorsIn(one, [...path, index]));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, one]) => {
    const here = [...path, key];
    return key === 'items' ? [{ items: one as SelectorDocument, path: here }] : selectorsIn(one, here);
  });
}
