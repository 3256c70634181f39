/** The HTTP application: plugins in the order in which a request meets them, then every call. It listens nowhere. */
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import { fastify, LogController } from 'fastify';
import { v7 as uuidv7 } from 'uuid';
import { maxBodyBytes } from './contract/common.ts';
import type { Parts } from './parts.ts';
import { access } from './plugins/access.ts';
import { bodies } from './plugins/body/parser.ts';
import { onClientError } from './plugins/client-error.ts';
import { docs } from './plugins/docs.ts';
import { errors, onFrameworkError } from './plugins/errors.ts';
import { measure } from './plugins/measure.ts';
import { protection } from './plugins/protection.ts';
import { validation } from './plugins/validation/compilers.ts';
import { routes } from './routes/index.ts';
import type { App } from './routes/route.ts';

/** Others' ids are taken where they can do no harm in a log or a header. */
const requestIdPattern = /^[\w.:-]{1,64}$/;

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
    genReqId: ({ headers }) => {
      const given = headers['x-request-id'];
      return typeof given === 'string' && requestIdPattern.test(given) ? given : uuidv7();
    },
    bodyLimit: maxBodyBytes,
    // A code of 64 letters is up to 576 characters when each is percent-encoded.
    routerOptions: { maxParamLength: 600 },
    // A connection that says nothing, or says it too slowly, does not keep a socket; bodies have a limit of their own
    // (plugins/body/parser.ts), but for the one that may be an hour long.
    connectionTimeout: 60_000,
    keepAliveTimeout: 75_000,
    requestTimeout: 3_600_000,
    http: { headersTimeout: 10_000, connectionsCheckingInterval: 5_000 },
    // While draining it is protection that refuses, with a problem that says so.
    return503OnClosing: false,
    clientErrorHandler: onClientError,
    frameworkErrors: onFrameworkError,
  }).withTypeProvider<TypeBoxTypeProvider>();
  app.register(errors);
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
