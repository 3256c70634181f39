/** GET /metrics, in Prometheus' text format. */
import Type from 'typebox';
import type { Route } from '../route.ts';

export const getMetrics: Route = (app, { metrics: { registry } }) => {
  app.get(
    '/metrics',
    {
      config: { call: 'public' },
      schema: {
        tags: ['operations'],
        summary: 'What it counts and times',
        response: { 200: { content: { 'text/plain': { schema: Type.String() } } } },
      },
    },
    async (_request, reply) => reply.type(registry.contentType).send(await registry.metrics()),
  );
};
