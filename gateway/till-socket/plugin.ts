/** WebSockets under Fastify: a handshake is a request, and goes through every door of one before it is a socket. */
import websocket from '@fastify/websocket';
import plugin from 'fastify-plugin';
import { closeCodes, maxFrameBytes, type Subprotocol, subprotocols } from '../contract/socket.ts';
import type { Parts } from '../parts.ts';

export const tillSockets = plugin<Pick<Parts, 'tills'>>(
  async (app, { tills }) => {
    const options = {
      maxPayload: maxFrameBytes,
      closeTimeout: tills.limits.closeMs,
      handleProtocols: (offered: Set<string>) => chosen(offered) ?? false,
    };
    await app.register(websocket, {
      options,
      // ws has closed the socket already, with the code that fits; a fault of ours closes it here.
      errorHandler(error, socket, request) {
        const { code = '' } = error as NodeJS.ErrnoException;
        if (code.startsWith('WS_ERR_') || code.startsWith('E')) {
          request.log.debug({ err: error }, 'a till’s socket broke');
          return;
        }
        request.log.error({ err: error }, 'a till’s socket could not be opened');
        socket.close(closeCodes.fault, 'fault');
      },
      // The plugin's own would close them in the middle of what is under way.
      preClose: async () => {
        await tills.close();
        app.websocketServer.close();
      },
    });
  },
  { name: 'till-sockets', fastify: '5.x', dependencies: ['errors'] },
);

/** The client's first that is spoken here. */
export function chosen(offered: Iterable<string>): Subprotocol | undefined {
  for (const name of offered) {
    const known = subprotocols.find((subprotocol) => subprotocol === name);
    if (known !== undefined) return known;
  }
  return undefined;
}
