/** What keeps the gateway standing: headers for browsers, refusals while it is overloaded or going down. */
import underPressure from '@fastify/under-pressure';
import plugin from 'fastify-plugin';
import { RefusalError, refuse } from '../contract/errors.ts';

declare module 'fastify' {
  interface FastifyInstance {
    /** Refuses draining, as requests are: for work that comes otherwise, over a till's socket. */
    refuseWhileDraining(): void;
    /** Refuses overloaded, likewise. */
    refuseWhileBehind(): void;
  }
}

/** What a browser must know of a call's reply; replies hold personal data and points that change. */
const callHeaders = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'none';frame-ancestors 'none'",
};

interface Options {
  readonly lifecycle: { readonly draining: boolean };
  /** The event loop's mean delay beyond which new work is refused: it would be answered too late anyway. 0: none. */
  readonly maxEventLoopDelayMs?: number | undefined;
  /** The mean is taken over so long. A single stall, of a second at start say, must not turn tills away. */
  readonly sampleMs?: number;
}

export const protection = plugin<Options>(
  async (app, { lifecycle, maxEventLoopDelayMs = 1_000, sampleMs = 5_000 }) => {
    app.decorate('refuseWhileDraining', () => {
      if (lifecycle.draining) throw drainingError();
    });
    const refuseBehind = (delayMs: number | undefined) => {
      // No sample at all is one long stall, of a machine that slept say, and it is over.
      if (delayMs === Number.POSITIVE_INFINITY) return;
      refuse('overloaded', 'The gateway is behind with its work.', { retryAfterSeconds: 1 });
    };
    app.addHook('onRequest', (request, reply, done) => {
      reply.header('x-request-id', request.id);
      const { call } = request.routeOptions.config;
      // Pages have headers of their own (docs.ts).
      if (call !== undefined || request.is404) reply.headers(callHeaders);
      if (!isCall(call) || !lifecycle.draining) return done();
      reply.header('connection', 'close');
      done(drainingError());
    });
    await app.register(underPressure, {
      maxEventLoopDelay: maxEventLoopDelayMs,
      sampleInterval: sampleMs,
      // Async, since the plugin passes on what it rejects with, but not what it throws.
      pressureHandler: async (request, _reply, _type, delayMs) => {
        if (isCall(request.routeOptions.config.call)) refuseBehind(delayMs);
      },
    });
    app.decorate('refuseWhileBehind', () => {
      if (app.isUnderPressure()) refuseBehind(app.memoryUsage().eventLoopDelay);
    });
  },
  { name: 'protection', fastify: '5.x', dependencies: ['errors'] },
);

function drainingError(): RefusalError {
  const detail = 'This gateway is shutting down; another will answer.';
  return new RefusalError({ code: 'draining', detail, retryAfterSeconds: 1 });
}

/** The others are for operations and documentation: they are answered whatever happens. */
function isCall(call: string | undefined): boolean {
  return call !== undefined && call !== 'public';
}
