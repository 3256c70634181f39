/**
 * Which requests are upgrades: those of a WebSocket to a till's socket. Once somebody listens for upgrades, Node hands
 * over every request that offers one, without its body; clients that offer HTTP/2 at their first request, as Java's do,
 * would get no answer to it. Their offer is passed over here, as HTTP allows.
 */
import { IncomingMessage } from 'node:http';

const offered = Symbol('offered');

export class TillgateRequest extends IncomingMessage {
  declare [offered]?: boolean | null;

  /** Node sets it when it has read the headers, and asks before it reads on. */
  get upgrade(): boolean {
    if (this[offered] !== true) return false;
    return this.method === 'GET' && /^websocket$/i.test(this.headers.upgrade ?? '') && isTillUrl(this.url ?? '');
  }

  set upgrade(value: boolean | null) {
    this[offered] = value;
  }
}

function isTillUrl(url: string): boolean {
  return url.split('?', 1)[0] === '/v1/till';
}
