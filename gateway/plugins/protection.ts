/** What keeps the gateway standing: headers for browsers, refusals while it is overloaded or going down. */
import helmet from '@fastify/helmet';
import underPressure from '@fastify/under-pressure';
import plugin from 'fastify-plugin';
import { refuse } from '../contract/errors.ts';

interface Options {
  readonly lifecycle: { readonly draining: boolean };
  /** The event loop's mean delay beyond which new work is refused: it would be answered too late anyway. 0: none. */
  readonly maxEventLoopDelayMs?: number | undefined;
  /** The mean is taken over so long. A single stall, of a second at start say, must not turn tills away. */
  readonly sampleMs?: number;
}

export const protection = plugin<Options>(
  async (app, { lifecycle, maxEventLoopDelayMs = 1_000, sampleMs = 5_000 }) => {
    await app.register(helmet, {
      contentSecurityPolicy: { useDefaults: false, directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] } },
    });
    app.addHook('onRequest', async (request, reply) => {
      reply.header('x-request-id', request.id);
      const { call } = request.routeOptions.config;
      if (call === undefined || call === 'public') return;
      // Replies hold personal data and points that change.
      reply.header('cache-control', 'no-store');
      if (lifecycle.draining) {
        reply.header('connection', 'close');
        refuse('draining', 'This gateway is shutting down; another will answer.', { retryAfterSeconds: 1 });
      }
    });
    await app.register(underPressure, {
      maxEventLoopDelay: maxEventLoopDelayMs,
      sampleInterval: sampleMs,
      // Async, since the plugin passes on what it rejects with, but not what it throws.
      pressureHandler: async (request, _reply, _type, delayMs) => {
        const { call } = request.routeOptions.config;
        // No sample at all is one long stall, of a machine that slept say, and it is over.
        if (call === undefined || call === 'public' || delayMs === Number.POSITIVE_INFINITY) return;
        refuse('overloaded', 'The gateway is behind with its work.', { retryAfterSeconds: 1 });
      },
    });
  },
  { name: 'protection', fastify: '5.x', dependencies: ['errors'] },
);
