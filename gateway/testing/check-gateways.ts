/** Gateways of one chain are one: what one of them says when all is at rest, each says. */
import { equal } from 'node:assert/strict';
import type { AskedGateway, History } from './history.ts';

export async function sameAtAll(gateways: readonly AskedGateway[], history: History): Promise<void> {
  const [one, ...others] = gateways;
  if (one === undefined || others.length === 0) return;
  for (const request of await readsOf(one, history)) {
    const { text } = await one.call('admin', request);
    for (const other of others) equal((await other.call('admin', request)).text, text, request);
  }
}

async function readsOf(gateway: AskedGateway, history: History): Promise<string[]> {
  const reads = ['GET /v1/programs/main'];
  for (const { id } of history.sales) reads.push(`GET /v1/receipts/${id}`);
  for (const { id } of history.holds) reads.push(`GET /v1/holds/${id}`);
  for (const { code } of history.coupons) reads.push(`GET /v1/coupons/${code}`);
  for (const { code } of history.certificates) reads.push(`GET /v1/certificates/${code}`);
  for (const card of history.members) {
    const { body } = await gateway.call('admin', `GET /v1/members?card=${card}`);
    reads.push(`GET /v1/members?card=${card}`, `GET /v1/members/${body.id}/operations?limit=1000`);
  }
  return reads;
}
