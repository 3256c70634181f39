/**
 * Reads programme documents beside the event loop: ten thousand rules take more than a second, in which no till would
 * be answered. One thread, started when it is needed; documents wait for one another, and only so many may.
 */
import { extname } from 'node:path';
import type { ParsedProgramme } from '../rules/program/parse.ts';
import { type Lane, openLane, WorkerDied } from './lane.ts';
import type { ParseTask } from './parse.ts';
import { Turns } from './turns.ts';

export type ParseOutcome =
  | { readonly ok: true; readonly parsed: ParsedProgramme }
  /** overloaded: too many documents wait; too_complex: it could not be read within the time and memory there is. */
  | { readonly ok: false; readonly code: 'overloaded' | 'too_complex'; readonly detail: string };

export interface ProgrammeParser {
  /** @param source YAML, or JSON, which is YAML. */
  parse(source: string, atMs: number): Promise<ParseOutcome>;
  close(): Promise<void>;
}

export interface ParserBounds {
  /** Documents that may wait for the one that is read. */
  readonly waiting: number;
  readonly parseMs: number;
  /** For the thread to start. */
  readonly startMs: number;
  /** It ends after so long without a document. */
  readonly idleMs: number;
  readonly maxHeapMb: number;
}

const defaults: ParserBounds = {
  waiting: 8,
  parseMs: 30_000,
  startMs: 60_000,
  idleMs: 60_000,
  maxHeapMb: 1_024,
};

export function createParser(own: Partial<ParserBounds> = {}): ProgrammeParser {
  const bounds = { ...defaults, ...own };
  // It is compiled with everything else, or is not: its extension is this module's own.
  const workerFile = new URL(`./parse${extname(import.meta.url)}`, import.meta.url);
  const lane = openLane<string, string>({ workerFile, maxHeapMb: bounds.maxHeapMb, idleMs: bounds.idleMs });
  const turns = new Turns(bounds.waiting);
  return {
    async parse(source, atMs) {
      if (turns.full) {
        return { ok: false, code: 'overloaded', detail: `${bounds.waiting} documents are waiting to be read.` };
      }
      return turns.take(() => parse(lane, { source, atMs }, bounds));
    },
    async close() {
      await turns.ended();
      await lane.close();
    },
  };
}

async function parse(lane: Lane<string, string>, task: ParseTask, bounds: ParserBounds): Promise<ParseOutcome> {
  try {
    // The thread may have to start, which is not the document's time, nor its fault.
    await lane.run(JSON.stringify({ source: '', atMs: task.atMs } satisfies ParseTask), bounds.startMs);
  } catch (error) {
    if (!(error instanceof WorkerDied)) throw error;
    return {
      ok: false,
      code: 'overloaded',
      detail: `The thread that reads documents did not start: ${error.message}.`,
    };
  }
  try {
    return { ok: true, parsed: JSON.parse(await lane.run(JSON.stringify(task), bounds.parseMs)) };
  } catch (error) {
    if (!(error instanceof WorkerDied)) throw error;
    return { ok: false, code: 'too_complex', detail: `The document could not be read: ${error.message}.` };
  }
}
