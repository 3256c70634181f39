/**
 * What a route file exports: a function that adds one call to the application. Each gets a scope of its own, so that a
 * content type one call reads is not read by all of them.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyBaseLogger, FastifyInstance, RawServerDefault } from 'fastify';
import type { Call } from '../access/calls.ts';
import type { Parts } from '../parts.ts';

export type App = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>;

export type Route = (app: App, parts: Parts) => void;

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The row of access/calls.ts; 'public' needs no key. */
    call?: Call | 'public';
  }
}
