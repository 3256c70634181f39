import type { ChildProcess } from 'node:child_process';
import type { FromGenerator, LoadOrder, LoadResult } from './order.ts';

/** Has the generator carry out an order. Rejects when it fails or ends; what was wrong with replies is in the result. */
export function carryOut(
  generator: ChildProcess,
  order: LoadOrder,
  onWindow: (at: 'opened' | 'closed') => void = () => {},
): Promise<LoadResult> {
  return new Promise((resolve, reject) => {
    const finish = (settle: () => void) => {
      generator.off('message', onMessage);
      generator.off('exit', onExit);
      settle();
    };
    const onMessage = (message: FromGenerator) => {
      if (message.at === 'done') finish(() => resolve(message.result));
      else if (message.at === 'failed') finish(() => reject(new Error(`the generator failed: ${message.message}`)));
      else onWindow(message.at);
    };
    const onExit = () => finish(() => reject(new Error('the generator has ended')));
    generator.on('message', onMessage);
    generator.once('exit', onExit);
    generator.send(order);
  });
}
