/** The rules of production: the pure core of rules/. */
import { compileProgramme } from '../rules/compile/compile.ts';
import type { CompiledProgramme } from '../rules/compile/compiled.ts';
import { evaluate } from '../rules/evaluate/evaluate.ts';
import type { ProgrammeDocument } from '../rules/program/schema.ts';
import type { Rules } from './engine.ts';

export const rulesEngine: Rules<CompiledProgramme> = {
  // A ProgrammeSource holds a document that parseProgramme accepted; JSON has lost its type on the way.
  compile: ({ document, hash }) => compileProgramme(document as ProgrammeDocument, hash),
  evaluate,
};
