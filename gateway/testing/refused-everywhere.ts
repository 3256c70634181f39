import { setTimeout as sleep } from 'node:timers/promises';
import type { AskedGateway, History, Outcome } from './history.ts';

/** News of a change travels within milliseconds; a machine that is busy with tests may need longer. */
const soonMs = 20_000;
const often = 3;

/** Asks every gateway until it refuses so, as it soon must; from then on it always does. */
export async function refusedEverywhere(
  history: History,
  code: string,
  ask: (gateway: AskedGateway) => Promise<Outcome>,
): Promise<void> {
  for (const gateway of history.direct) {
    const until = Date.now() + soonMs;
    let reply = await ask(gateway);
    while (reply.status < 400 && Date.now() < until) {
      await sleep(20);
      reply = await ask(gateway);
    }
    for (let again = 0; again <= often; again += 1) {
      if (reply.body.code !== code) history.fail(`${code} was expected`, reply);
      reply = await ask(gateway);
    }
  }
}
