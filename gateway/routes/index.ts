/** Every call of the gateway, one line each; index.test.ts fails on a route file that is not here. */
import { getLive } from './health/live.ts';
import { getMetrics } from './health/metrics.ts';
import { getReady } from './health/ready.ts';
import type { Route } from './route.ts';

export const routes: readonly Route[] = [getLive, getReady, getMetrics];
