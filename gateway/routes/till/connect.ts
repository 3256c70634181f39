/** GET /v1/till, upgraded: a till's socket (docs/till-socket.md). */
import type { FastifyRequest } from 'fastify';
import Type from 'typebox';
import { v7 as newId } from 'uuid';
import { tillOf } from '../../access/till-of.ts';
import { Code } from '../../contract/common.ts';
import { refuse } from '../../contract/errors.ts';
import { allProblems } from '../../contract/replies.ts';
import { subprotocols } from '../../contract/socket.ts';
import { credentialOf, secretOf } from '../../plugins/access.ts';
import { createAnswerer } from '../../till-socket/answer.ts';
import { chosen } from '../../till-socket/plugin.ts';
import type { Route } from '../route.ts';

const offers = `Offer one of ${subprotocols.join(', ')} as Sec-WebSocket-Protocol.`;

export const connectTill: Route = (app, parts) => {
  const answerer = createAnswerer(app, parts);
  app.route({
    method: 'GET',
    url: '/v1/till',
    config: { call: 'till.connect' },
    exposeHeadRoute: false,
    schema: {
      tags: ['receipts'],
      summary: 'A till’s WebSocket: quotes, holds, receipts, returns and cancels in frames, and pushes',
      description: `${offers} Frames are {id, op, body, key?}, answers {id, status, body, replayed?}, pushes {event, body}.`,
      querystring: Type.Object(
        { till: Type.Optional(Code('The till it is for; known from its own key, required from any other.')) },
        { additionalProperties: false },
      ),
      response: {
        101: Type.Null({ description: 'The socket is open.' }),
        ...allProblems(
          'upgrade_required',
          'subprotocol_unknown',
          'malformed_request',
          'till_not_found',
          'till_mismatch',
        ),
      },
    },
    preValidation: async (request) => {
      if (request.ws) checkHandshake(request);
    },
    preHandler: async (request) => {
      const { till } = request.query;
      const credential = credentialOf(request);
      if (till === undefined && credential.till === undefined) {
        refuse('invalid_request', 'Name the till in the query: this key is not a till’s own.', {
          errors: [{ path: 'till', message: 'is required with this key' }],
        });
      }
      await tillOf(parts.directory, credential, till);
      if (parts.tills.closing) refuse('draining', 'This gateway is shutting down; another will answer.');
    },
    handler: async (_request, reply) => {
      reply.header('upgrade', 'websocket');
      refuse('upgrade_required', `This is a WebSocket: send Upgrade: websocket. ${offers}`);
    },
    wsHandler: (socket, request) => {
      const { id, till: own } = credentialOf(request);
      const { till = own } = request.query as { till?: string };
      const subprotocol = chosen([socket.protocol]);
      if (till === undefined || subprotocol === undefined) throw new Error('a handshake was not checked');
      const secret = secretOf(request.headers.authorization);
      parts.tills.open(socket, { till, secret, credential: id, subprotocol, id: newId() }, answerer);
    },
  });
};

/** What ws would refuse in words of its own. */
function checkHandshake({ headers }: FastifyRequest): void {
  if (!/^(8|13)$/.test(headers['sec-websocket-version'] ?? '')) {
    refuse('malformed_request', 'Sec-WebSocket-Version must be 13.', at('sec-websocket-version', 'must be 13'));
  }
  if (!/^[+/0-9A-Za-z]{22}==$/.test(headers['sec-websocket-key'] ?? '')) {
    const message = 'must be 16 bytes in base64';
    refuse('malformed_request', `Sec-WebSocket-Key ${message}.`, at('sec-websocket-key', message));
  }
  const offered = headers['sec-websocket-protocol']?.split(',').map((name) => name.trim());
  if (chosen(offered ?? []) !== undefined) return;
  const found = offered === undefined ? 'No subprotocol is offered.' : `None of ${offered.join(', ')} is spoken here.`;
  refuse('subprotocol_unknown', `${found} ${offers}`, at('sec-websocket-protocol', `must name one of ${subprotocols}`));
}

function at(path: string, message: string) {
  return { errors: [{ path, message }] };
}
