/** Sends a body that is JSON already, to the byte: 201 for what is new, 200 and Idempotency-Replayed for what was known. */
import type { FastifyReply } from 'fastify';
import type { Answer } from '../flows/receipt/outcome.ts';

/** Gives nothing back: a reply is a promise, and a route that returned it would wait until it has been sent. */
export function sendAnswer(reply: FastifyReply, { body, replayed }: Answer, created = 201): void {
  if (replayed) reply.header('idempotency-replayed', 'true');
  reply
    .status(replayed ? 200 : created)
    .type('application/json; charset=utf-8')
    .send(body);
}
