/**
 * How somebody is hung up on who may still be sending. A socket that is closed with something unread in it is reset, and
 * the other side, in the middle of its write, hears of a broken line and never of the answer (RFC 9112, 9.6). So our side
 * alone is closed at first; what still comes is thrown away, until the other side has closed too or has had time enough.
 */
import type { Socket } from 'node:net';

/** To read an answer and stop sending: nobody is listened to for longer. */
const lingerMs = 5_000;

export function hangUp(socket: Socket, last = ''): void {
  socket.end(last);
  // Whatever it is, it is no request any more: Node's parser must not see it.
  socket.removeAllListeners('data').on('data', () => {});
  socket.resume();
  const timer = setTimeout(() => socket.destroy(), lingerMs);
  socket.once('close', () => clearTimeout(timer));
}

/** Likewise when the answer is out that is on its way, the last one: Node closes the socket by this method then. */
export function hangUpAfterAnswer(socket: Socket): void {
  socket.destroySoon = () => hangUp(socket);
}
