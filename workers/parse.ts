/** The thread that reads programme documents: a source as text in, what parseProgramme made of it as text out. */
import { parseProgramme } from '../rules/program/parse.ts';

export interface ParseTask {
  readonly source: string;
  /** Epoch ms: what is over by then is warned of. */
  readonly atMs: number;
}

export function run(task: string): string {
  const { source, atMs }: ParseTask = JSON.parse(task);
  return JSON.stringify(parseProgramme(source, atMs));
}
