/** The HTTP application: plugins in the order in which a request meets them, then every call. It listens nowhere. */
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import { fastify, LogController } from 'fastify';
import { maxBodyBytes } from './contract/common.ts';
import type { Parts } from './parts.ts';
import { access } from './plugins/access.ts';
import { bodies } from './plugins/body/parser.ts';
import { onClientError, strayRequests } from './plugins/client-error.ts';
import { docs } from './plugins/docs.ts';
import { errors, onFrameworkError } from './plugins/errors.ts';
import { measure } from './plugins/measure.ts';
import { protection } from './plugins/protection.ts';
import { validation } from './plugins/validation/compilers.ts';
import { requestIds } from './request-id.ts';
import { routes } from './routes/index.ts';
import type { App } from './routes/route.ts';
import { tillSockets } from './till-socket/plugin.ts';
import { TillgateRequest } from './till-socket/upgrade.ts';

export interface Limits {
  /** How long a body may take to arrive. */
  readonly bodyTimeoutMs?: number;
  /** The event loop's mean delay beyond which work is refused; 0: none. */
  readonly maxEventLoopDelayMs?: number;
}

export function buildApp(parts: Parts, limits: Limits = {}): App {
  const app = fastify({
    loggerInstance: parts.log,
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'requestId' }),
    genReqId: requestIds(),
    bodyLimit: maxBodyBytes,
    // A code of 64 letters is up to 576 characters when each is percent-encoded.
    routerOptions: { maxParamLength: 600 },
    // A connection that says nothing, or says it too slowly, does not keep a socket; bodies have a limit of their own
    // (plugins/body/parser.ts), but for the one that may be an hour long.
    connectionTimeout: 60_000,
    keepAliveTimeout: 75_000,
    requestTimeout: 3_600_000,
    http: {
      headersTimeout: 10_000,
      connectionsCheckingInterval: 5_000,
      // Refused by plugins/client-error.ts, with a problem.
      requireHostHeader: false,
      IncomingMessage: TillgateRequest,
    },
    // While draining it is protection that refuses, with a problem that says so.
    return503OnClosing: false,
    clientErrorHandler: onClientError,
    frameworkErrors: onFrameworkError,
  }).withTypeProvider<TypeBoxTypeProvider>();
  app.register(errors);
  // First of those that refuse: a handshake that is refused is hung up on by whoever knows that it was one.
  app.register(tillSockets, { tills: parts.tills });
  app.register(strayRequests);
  app.register(measure, { metrics: parts.metrics });
  app.register(protection, { lifecycle: parts.lifecycle, maxEventLoopDelayMs: limits.maxEventLoopDelayMs });
  app.register(access, { credentials: parts.credentials });
  app.register(bodies, limits);
  app.register(validation);
  app.register(docs);
  for (const route of routes)
    app.register(async (scope) => route(scope.withTypeProvider<TypeBoxTypeProvider>(), parts));
  return app;
}
