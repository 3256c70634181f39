/** GET /v1/adjust-jobs/{id} */
import { WireAdjustJob } from '../../contract/adjust.ts';
import { ref } from '../../contract/reference.ts';
import { allProblems } from '../../contract/replies.ts';
import { showAdjustJob } from '../../flows/adjust/jobs.ts';
import type { Route } from '../route.ts';
import { jobParams } from './params.ts';

export const getAdjustJob: Route = (app, parts) => {
  app.get(
    '/v1/adjust-jobs/:id',
    {
      config: { call: 'adjust-jobs.read' },
      schema: {
        tags: ['adjust jobs'],
        summary: 'How far a job of adjustments has got',
        params: jobParams,
        response: { 200: ref(WireAdjustJob), ...allProblems('adjust_job_not_found') },
      },
    },
    async (request) => showAdjustJob(parts.database, request.params.id),
  );
};
