/** GET /health/live: the process answers. Nothing else is asked of it, so that a lost database never restarts it. */
import Type from 'typebox';
import type { Route } from '../route.ts';

export const getLive: Route = (app) => {
  app.get(
    '/health/live',
    {
      config: { call: 'public' },
      schema: {
        tags: ['operations'],
        summary: 'Is the process alive?',
        response: { 200: Type.Object({ status: Type.Literal('live') }) },
      },
    },
    async () => ({ status: 'live' as const }),
  );
};
