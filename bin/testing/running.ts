/** A command line in a process of its own that serves until it is told to stop. */
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/** The address that it says it listens on; rejects where it ends without. Its output is read on. */
export function addressOf(gateway: ChildProcess): Promise<string> {
  const { stdout } = gateway;
  return new Promise((resolve, reject) => {
    let output = '';
    const read = (chunk: Buffer) => {
      output += chunk;
      const address = /listens on (http:\/\/[\d.]+:\d+)/.exec(output)?.[1];
      if (address === undefined) return;
      stdout?.off('data', read).resume();
      resolve(address);
    };
    stdout?.on('data', read);
    gateway.once('exit', () => reject(new Error(`it ended without listening: ${output}`)));
  });
}

/** Signals it; resolves, however late it is asked, with the code and the signal that it ended with. */
export function told(gateway: ChildProcess, signal: NodeJS.Signals): Promise<unknown[]> {
  const ended = once(gateway, 'exit');
  gateway.kill(signal);
  return ended;
}
