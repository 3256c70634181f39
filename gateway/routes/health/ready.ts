/** GET /health/ready: may this gateway be sent work? Without Redis it may: slower, and it says so. */
import Type from 'typebox';
import { strict } from '../../contract/common.ts';
import { refuse } from '../../contract/errors.ts';
import { problems } from '../../contract/replies.ts';
import { readiness } from '../../health.ts';
import type { Route } from '../route.ts';

const Ready = Type.Object(
  {
    status: Type.Enum(['ready', 'degraded'], { description: 'Degraded: it serves without one of its parts.' }),
    checks: Type.Record(
      Type.String(),
      Type.Object({ ok: Type.Boolean(), reason: Type.Optional(Type.String()) }, strict),
    ),
  },
  strict,
);

export const getReady: Route = (app, parts) => {
  app.get(
    '/health/ready',
    {
      config: { call: 'public' },
      schema: {
        tags: ['operations'],
        summary: 'Can it be sent work?',
        response: { 200: Ready, ...problems('unavailable', 'draining') },
      },
    },
    async () => {
      if (parts.lifecycle.draining) refuse('draining', 'This gateway is shutting down.', { retryAfterSeconds: 1 });
      const { status, checks } = await readiness(parts.checks);
      if (status !== 'unready') return { status, checks };
      const failed = Object.entries(checks).flatMap(([path, { reason }]) =>
        reason === undefined ? [] : [{ path, message: reason }],
      );
      return refuse('unavailable', 'A part it cannot serve without does not answer.', {
        errors: failed,
        retryAfterSeconds: 1,
      });
    },
  );
};
