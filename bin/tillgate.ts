#!/usr/bin/env node
import { runCommandLine } from './command-line.ts';

// Whatever is still open when the command is done, an idle connection say, does not keep the process.
process.exit(await runCommandLine(process.argv.slice(2)));
