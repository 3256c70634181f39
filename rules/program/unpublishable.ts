import type { Path } from './path.ts';
import type { ProgrammeDocument } from './schema.ts';

/** Why a version that may be saved, and tried in a simulation, may not be published; undefined: it may. */
export function unpublishable(
  document: ProgrammeDocument,
): { readonly path: Path; readonly message: string } | undefined {
  if (document.points?.confirm === undefined) return undefined;
  return { path: ['points', 'confirm'], message: 'payment confirmation by SMS is not supported yet' };
}
