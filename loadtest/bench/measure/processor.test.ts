import { spawn } from 'node:child_process';
import { once } from 'node:events';
import t from 'tap';
import { processorTime, spentBetween, threadTimes, treeTimes } from './processor.ts';

const linux = process.platform === 'linux' || 'reads /proc, which is Linux’s';

t.test('work shows as time of the process and of its thread', { skip: linux !== true && linux }, async (t) => {
  const [before, threadsBefore] = [processorTime(process.pid), threadTimes([process.pid])];
  burn(200);
  const [after, threads] = [processorTime(process.pid), spentBetween(threadsBefore, threadTimes([process.pid]))];
  // What the machine gave us of the 200 ms it says itself; a tick is 10 ms.
  t.ok(after.user + after.system - before.user - before.system >= 50_000);
  const main = threads.get(process.pid);
  t.ok(main !== undefined && main.user + main.system >= 50_000, 'the first thread is the main one');
  t.throws(() => processorTime(2 ** 30), /has ended/);
});

t.test('the time of a child stays with its parent when it has ended', { skip: linux !== true && linux }, async (t) => {
  const before = treeTimes(process.pid);
  const child = spawn(process.execPath, ['-e', 'while (process.cpuUsage().user < 200_000);']);
  await once(child, 'exit');
  const spent = spentBetween(before, treeTimes(process.pid)).get('backends');
  t.ok(spent !== undefined && spent.user + spent.system >= 50_000, JSON.stringify(spent));
});

/** By this process's own clock of processor time, however busy the machine is. */
function burn(ms: number): void {
  const began = process.cpuUsage();
  while (process.cpuUsage(began).user < ms * 1_000);
}
