/** GET /v1/adjust-jobs */
import Type from 'typebox';
import { WireAdjustJob } from '../../contract/adjust.ts';
import { strict } from '../../contract/common.ts';
import { ref } from '../../contract/reference.ts';
import { allProblems } from '../../contract/replies.ts';
import { listAdjustJobs } from '../../flows/adjust/jobs.ts';
import type { Route } from '../route.ts';

const newest = 100;

export const getAdjustJobs: Route = (app, parts) => {
  app.get(
    '/v1/adjust-jobs',
    {
      config: { call: 'adjust-jobs.read' },
      schema: {
        tags: ['adjust jobs'],
        summary: 'The last hundred jobs of adjustments, newest first',
        response: { 200: Type.Object({ jobs: Type.Array(ref(WireAdjustJob)) }, strict), ...allProblems() },
      },
    },
    async () => ({ jobs: await listAdjustJobs(parts.database, newest) }),
  );
};
