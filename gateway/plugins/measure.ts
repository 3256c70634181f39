/** Times every request for the metrics; a request that found no route is counted under one name. */
import plugin from 'fastify-plugin';
import type { Metrics } from '../metrics.ts';

export const measure = plugin<{ metrics: Pick<Metrics, 'request'> }>(
  async (app, { metrics }) => {
    app.addHook('onResponse', (request, reply, done) => {
      const labels = {
        method: request.method,
        route: request.is404 ? 'none' : (request.routeOptions.url ?? 'none'),
        status: reply.statusCode,
        code: request.outcome,
      };
      const ms = reply.elapsedTime;
      metrics.request(labels, ms / 1_000);
      request.log.debug({ ...labels, ms }, 'answered');
      done();
    });
  },
  { name: 'measure', fastify: '5.x', dependencies: ['errors'] },
);
