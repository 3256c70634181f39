import type { ParserBounds } from '../../workers/parser.ts';

/** What is found in a document is tested, and not how fast: four megabytes take a busy machine half a minute. */
export const patientParser: Partial<ParserBounds> = { startMs: 300_000, parseMs: 300_000 };
