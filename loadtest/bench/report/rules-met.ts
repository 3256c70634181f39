/** How many rules a receipt of the load really meets, asked of the gateway itself: quotes with ?explain=true. */
import { request } from 'undici';
import { StartError } from '../../../config/start-error.ts';
import type { WireQuote } from '../../../gateway/contract/quote.ts';
import { createReceipts } from '../load/receipts.ts';
import { headersOf } from '../load/requests.ts';

const asked = 100;

export interface RulesMet {
  readonly rules: number;
  /** Means over receipts. */
  readonly applied: number;
  readonly displaced: number;
  readonly unmet: number;
  readonly limited: number;
}

export async function rulesMet(
  url: string,
  { members, tillKeys }: { readonly members: number; readonly tillKeys: readonly string[] },
): Promise<RulesMet> {
  const receipts = createReceipts({ members, skew: 0, seed: 1, prefix: 'explained' });
  const counts = { applied: 0, displaced: 0, unmet: 0, limited: 0 };
  let rules = 0;
  for (let ordinal = 0; ordinal < asked; ordinal += 1) {
    const { statusCode, body } = await request(`${url}/v1/quotes?explain=true`, {
      method: 'POST',
      headers: headersOf(tillKeys[ordinal % tillKeys.length] ?? ''),
      body: receipts.next(),
    });
    const text = await body.text();
    if (statusCode !== 200) throw new StartError(`a quote of the load is refused: ${statusCode} ${text}`);
    const { trace = [] } = JSON.parse(text) as WireQuote;
    rules = new Set(trace.map(({ rule }) => rule)).size;
    for (const { outcome } of trace) counts[outcome] += 1;
  }
  const { applied, displaced, unmet, limited } = counts;
  return {
    rules,
    applied: applied / asked,
    displaced: displaced / asked,
    unmet: unmet / asked,
    limited: limited / asked,
  };
}
