/** Who asks, and whether the role may make the call: before a byte of the body is read. */
import type { FastifyRequest } from 'fastify';
import plugin from 'fastify-plugin';
import { mayCall } from '../access/calls.ts';
import type { Credential } from '../access/credential.ts';
import type { Credentials } from '../access/credentials.ts';
import { refuse } from '../contract/errors.ts';

declare module 'fastify' {
  interface FastifyRequest {
    credential: Credential | undefined;
  }
}

export const access = plugin<{ credentials: Pick<Credentials, 'find'> }>(
  async (app, { credentials }) => {
    app.decorateRequest('credential', undefined);
    app.addHook('onRoute', ({ url, method, config }) => {
      if (url.startsWith('/v1/') && config?.call === undefined) {
        throw new Error(`${method} ${url} names no call of access/calls.ts`);
      }
    });
    app.addHook('onRequest', async (request) => {
      const { call } = request.routeOptions.config;
      if (request.is404 || call === undefined || call === 'public') return;
      const finding = credentials.find(secretOf(request.headers.authorization));
      const credential = finding instanceof Promise ? await finding : finding;
      if (credential === undefined) refuse('unauthenticated', 'The key is not known, or it was revoked.');
      if (!mayCall(credential.role, call)) refuse('forbidden', `A key of role ${credential.role} may not do ${call}.`);
      request.credential = credential;
    });
  },
  { name: 'access', fastify: '5.x', dependencies: ['errors'] },
);

/** Refuses unauthenticated. */
export function secretOf(header: string | undefined): string {
  if (header === undefined) refuse('unauthenticated', 'Send your key as Authorization: Bearer <key>.');
  const secret = /^Bearer +([^\s]+) *$/i.exec(header)?.[1];
  if (secret === undefined) refuse('unauthenticated', 'The Authorization header is not of the form Bearer <key>.');
  return secret;
}

/** Whose request it is; of a public call it is nobody's, and asking is a bug. */
export function credentialOf(request: FastifyRequest): Credential {
  if (request.credential === undefined) throw new Error(`${request.routeOptions.url} is public: nobody asks`);
  return request.credential;
}
