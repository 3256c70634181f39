/**
 * Two gateways behind one port, each evaluating in its own thread: what a chain runs behind HAProxy, one process a core.
 * Connections are given to them in turn by Node's cluster, which then has no part in what is said over them. Says `ready`
 * to its parent when both listen; ends with them.
 */
import cluster, { type Worker } from 'node:cluster';
import { moduleArguments } from './tillgate.ts';

const count = 2;

cluster.setupPrimary({ exec: moduleArguments('bin/tillgate').at(-1) ?? '', args: ['start'] });
const gateways = Array.from({ length: count }, () => cluster.fork());

let listening = 0;
cluster.on('listening', () => {
  listening += 1;
  if (listening === count) process.send?.('ready');
});

const stop = () => {
  for (const { process } of gateways) process.kill('SIGTERM');
};
process.once('SIGTERM', stop);

let left = count;
cluster.on('exit', (_gateway: Worker, status: number | null) => {
  left -= 1;
  if (status !== 0) process.exitCode = 1;
  // One alone would be measured as two.
  stop();
  if (left === 0) process.exit();
});
