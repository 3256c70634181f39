/** GET /v1/adjust-jobs/{id}/outcomes */
import { Readable } from 'node:stream';
import { allProblems } from '../../contract/replies.ts';
import { adjustOutcomesCsv, showAdjustJob } from '../../flows/adjust/jobs.ts';
import type { Route } from '../route.ts';
import { jobParams } from './params.ts';

const csv = 'text/csv';

export const getAdjustOutcomes: Route = (app, parts) => {
  app.get(
    '/v1/adjust-jobs/:id/outcomes',
    {
      config: { call: 'adjust-jobs.read' },
      schema: {
        tags: ['adjust jobs'],
        summary: 'What became of each row of a job, as CSV',
        produces: [csv],
        params: jobParams,
        response: {
          200: {
            description: 'Columns row (the line of the file), member, points, purse, outcome, detail, undone.',
            type: 'string',
          },
          ...allProblems('adjust_job_not_found'),
        },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      await showAdjustJob(parts.database, id);
      const stream: unknown = Readable.from(adjustOutcomesCsv(parts.database, id));
      return reply.type(`${csv}; charset=utf-8`).send(stream as string);
    },
  );
};
