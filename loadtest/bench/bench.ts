/**
 * `npm run bench`: how many quotes and committed receipts a second, how fast, and what they cost whom; the gateway as it
 * ships, without worker threads, and a baseline without rules or a ledger, by turns under the same load.
 * docs/performance.md says how to read it.
 */
import { StartError } from '../../config/start-error.ts';
import { readOptions, usage } from './options.ts';
import { LoadFault } from './rounds.ts';
import { bench } from './run.ts';

// An exit, unlike death by the signal itself, ends the servers and the subjects.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(1));
try {
  const options = readOptions(process.argv.slice(2));
  if (options === undefined) console.log(usage);
  else await bench(options, console.log);
} catch (error) {
  if (!(error instanceof StartError || error instanceof LoadFault)) throw error;
  console.error(`bench: ${error.message}`);
  process.exitCode = 1;
}
// Whatever is still open, an idle connection say, does not keep the process.
process.exit();
