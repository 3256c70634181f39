/** Lists, segments and personal prices that a document names and nobody has uploaded: not wrong, but easily forgotten. */
import { referencesIn } from '../../../rules/compile/references-policy.ts';
import type { LintMessage } from '../../../rules/model/lint.ts';
import { pathText } from '../../../rules/program/path.ts';
import type { ProgrammeDocument } from '../../../rules/program/schema.ts';
import type { Parts } from '../../parts.ts';

const atMost = 100;

export function notUploaded(document: ProgrammeDocument, references: Parts['references']): LintMessage[] {
  const { lists, segments, prices } = referencesIn(document);
  const named = [
    ...[...lists].map(([code, path]) => ({ kind: 'list', code, path, at: 'lists' }) as const),
    ...[...segments].map(([code, path]) => ({ kind: 'segment', code, path, at: 'segments' }) as const),
    ...[...prices].map(([code, path]) => ({ kind: 'personal-prices', code, path, at: 'personal-prices' }) as const),
  ];
  return named
    .filter(({ kind, code }) => !references.has(kind, code))
    .slice(0, atMost)
    .map(({ code, path, at }) => ({
      severity: 'warning',
      path: pathText(path),
      message: `"${code}" has not been uploaded yet: PUT /v1/${at}/${encodeURIComponent(code)}`,
    }));
}
