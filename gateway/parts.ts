/** Everything the gateway is made of; flows and routes take what they need of it. */
import type { FastifyBaseLogger } from 'fastify';
import type { Database } from '../ledger/database.ts';
import type { Evaluator } from '../workers/evaluator.ts';
import type { Credentials } from './access/credentials.ts';
import type { Directory } from './access/directory.ts';
import type { HealthCheck } from './health.ts';
import type { Metrics } from './metrics.ts';
import type { ProgrammeRegistry } from './programmes.ts';

export interface Parts {
  readonly log: FastifyBaseLogger;
  readonly database: Database;
  readonly evaluator: Evaluator;
  readonly credentials: Credentials;
  readonly directory: Directory;
  readonly programmes: ProgrammeRegistry;
  readonly metrics: Metrics;
  readonly checks: readonly HealthCheck[];
  /** True once shutdown has begun: no new work is taken. */
  readonly lifecycle: { readonly draining: boolean };
}
