/**
 * A programme's source to its document, or to what is wrong with it. Never throws: whatever a person or a program sends
 * is answered with messages that tell the path, the line of YAML, and what to write instead.
 */
import type { LintMessage } from '../model/lint.ts';
import { checkShape } from './check-shape.ts';
import { hashOf } from './hash.ts';
import type { Report } from './lint/check.ts';
import { checks } from './lint/index.ts';
import { type Path, pathText } from './path.ts';
import { definitions, ProgrammeDocument } from './schema.ts';
import { readSource, type Source } from './source.ts';

/** Of errors, and of warnings. */
const maximumMessages = 100;

export interface ParsedProgramme {
  /** Absent where there is an error among `lint`. */
  readonly document?: ProgrammeDocument;
  readonly hash?: string;
  /** Errors first. */
  readonly lint: readonly LintMessage[];
}

/**
 * @param source YAML text (JSON is YAML), or a decoded JSON value.
 * @param atMs the present moment, epoch ms, for warnings of what is already over.
 */
export function parseProgramme(source: unknown, atMs?: number): ParsedProgramme {
  const read = readSource(source);
  if (read.problems.length > 0) return { lint: read.problems.map((problem) => error(read, problem)) };
  const misfits = checkShape(ProgrammeDocument, read.value, definitions);
  if (misfits.length > 0) return { lint: misfits.map((misfit) => error(read, misfit)) };
  const document = read.value as ProgrammeDocument;
  const found: Record<LintMessage['severity'], LintMessage[]> = { error: [], warning: [] };
  const report: Report = (severity, path, message) => {
    if (found[severity].length < maximumMessages) found[severity].push({ severity, ...place(read, path), message });
  };
  for (const check of checks) check.run(document, report, atMs);
  if (found.error.length > 0) return { lint: [...found.error, ...found.warning] };
  return { document, hash: hashOf(document), lint: found.warning };
}

function error(source: Source, { path, line, message }: { path: Path; line?: number; message: string }): LintMessage {
  return { severity: 'error', ...place(source, path, line), message };
}

function place(source: Source, path: Path, known?: number): { path: string; line?: number } {
  const line = known ?? source.lineOf(path);
  return { path: pathText(path), ...(line === undefined ? {} : { line }) };
}
