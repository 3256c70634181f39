/** POST /v1/adjust-jobs/{id}/undo */
import { WireAdjustJob } from '../../contract/adjust.ts';
import { idempotent } from '../../contract/paging.ts';
import { ref } from '../../contract/reference.ts';
import { allProblems } from '../../contract/replies.ts';
import { undoJob } from '../../flows/adjust/jobs.ts';
import { requestKeyOf, sendWritten } from '../../flows/write-once.ts';
import type { Route } from '../route.ts';
import { jobParams } from './params.ts';

export const undoAdjustJobRoute: Route = (app, parts) => {
  app.post(
    '/v1/adjust-jobs/:id/undo',
    {
      config: { call: 'adjust-jobs.write' },
      schema: {
        tags: ['adjust jobs'],
        summary: 'Take back what a job gave, as far as it is there still; give back what it took',
        headers: idempotent,
        params: jobParams,
        response: {
          200: ref(WireAdjustJob),
          ...allProblems(
            'adjust_job_not_found',
            'adjust_job_state',
            'idempotency_key_invalid',
            'idempotency_key_reused',
          ),
        },
      },
    },
    async (request, reply) => sendWritten(reply, await undoJob(parts, requestKeyOf(request), request.params.id)),
  );
};
