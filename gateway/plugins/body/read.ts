/**
 * A body's bytes. Most bodies come in one piece with their headers, and are all there when they are asked for: such a one is
 * taken as it is, without listeners, a copy and a wait for the event that says that it has ended. Node reads the headers,
 * hands over the body and lets all that waits go on before it says that the request is complete.
 */
import type { IncomingMessage } from 'node:http';
import { errorCodes, type FastifyRequest } from 'fastify';

type Done = (error: Error | null, body?: Buffer) => void;

/** Less than any call reads. */
const mostAtHand = 65_536;
const nothing = Buffer.alloc(0);

const taken = Symbol('taken');
/** Of which the body was taken whole before it was said to be complete. */
type Message = IncomingMessage & { [taken]?: true };

/** All of the body is there, to be taken. */
export function isHere({ complete, headers, readableLength }: IncomingMessage): boolean {
  return complete || (readableLength > 0 && readableLength === Number(headers['content-length']));
}

/** Nothing of the request is still to come. */
export function isWhole(message: IncomingMessage): boolean {
  return message.complete || (message as Message)[taken] === true;
}

/** Fails as Fastify's own reader does, which its errors' codes tell. */
export function readBody({ headers, routeOptions }: FastifyRequest, payload: IncomingMessage, done: Done): void {
  const announced = Number(headers['content-length'] ?? Number.NaN);
  const finish = (body: Buffer) => {
    if (announced >= 0 && announced !== body.length) done(new errorCodes.FST_ERR_CTP_INVALID_CONTENT_LENGTH());
    else done(null, body);
  };
  if (isHere(payload) && !payload.destroyed && payload.readableLength <= mostAtHand) {
    const body = (payload.read() as Buffer | null) ?? nothing;
    (payload as Message)[taken] = true;
    finish(body);
    return;
  }
  const { bodyLimit } = routeOptions;
  if (announced > bodyLimit) {
    done(new errorCodes.FST_ERR_CTP_BODY_TOO_LARGE());
    return;
  }
  const pieces: Buffer[] = [];
  let length = 0;
  const stop = () => payload.off('data', take).off('end', end).off('error', fail);
  const fail = (error: Error) => {
    stop();
    done(error);
  };
  const take = (piece: Buffer) => {
    length += piece.length;
    if (length > bodyLimit) fail(new errorCodes.FST_ERR_CTP_BODY_TOO_LARGE());
    else pieces.push(piece);
  };
  const end = () => {
    stop();
    finish(Buffer.concat(pieces, length));
  };
  payload.on('data', take).on('end', end).on('error', fail).resume();
}
