/** A check of the document's meaning; its shape has been checked before. */
import type { LintMessage } from '../../model/lint.ts';
import type { Path } from '../path.ts';
import type { RuleDocument } from '../schema/rule.ts';
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

/** The mechanic of a rule and its parameters; the shape has seen to it that there is exactly one. */
export function actionOf(rule: RuleDocument): { mechanic: string; params: RuleDocument['do'][string] } {
  const [[mechanic, params] = ['', {}]] = Object.entries(rule.do);
  return { mechanic, params };
}
