import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/**
 * What tells a live process from a later one that was given the same pid: the moment it started, in whatever form the
 * system has it. Undefined when no such process runs.
 */
export function startOfProcess(pid: number): string | undefined {
  return process.platform === 'linux' ? startInProc(pid) : startFromPs(pid);
}

/** Whether the process noted earlier, by its pid and start, is still running. */
export function stillRuns(pid: number, start: string): boolean {
  return startOfProcess(pid) === start;
}

function startInProc(pid: number): string | undefined {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  } catch {
    return undefined;
  }
  // proc(5): the command's name, the second field, is in parentheses and may itself contain blanks and parentheses;
  // the state is field 3 and the start, in ticks since boot, field 22.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  // A zombie holds nothing any more.
  return fields[0] === 'Z' || fields[0] === 'X' ? undefined : fields[19];
}

function startFromPs(pid: number): string | undefined {
  const start = spawnSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).stdout?.trim();
  return start === '' ? undefined : start;
}
