/** POST /v1/adjust-jobs: the body is the file, the rest is in the query. */
import { AdjustJobQuery, WireAdjustJob } from '../../contract/adjust.ts';
import { refuse } from '../../contract/errors.ts';
import { idempotent } from '../../contract/paging.ts';
import { ref } from '../../contract/reference.ts';
import { allProblems } from '../../contract/replies.ts';
import { createAdjustJob } from '../../flows/adjust/jobs.ts';
import { requestKeyOf, sendWritten } from '../../flows/write-once.ts';
import { credentialOf } from '../../plugins/access.ts';
import { bytesOf, isCsv } from '../reference-data.ts';
import type { Route } from '../route.ts';

const csv = 'text/csv';

export const postAdjustJobs: Route = (app, parts) => {
  app.addContentTypeParser(csv, async (_request: unknown, payload: unknown) => payload);
  app.post(
    '/v1/adjust-jobs',
    {
      config: { call: 'adjust-jobs.write', longBody: true },
      schema: {
        tags: ['adjust jobs'],
        summary: 'Give points to many members, or take them: those of a CSV file, or of a segment',
        description: [
          'CSV (text/csv, UTF-8) with a header: one of member (an id), card and phone; points, negative to take; and where',
          'need be purse and reason. Read whole before any of it is done: lines that cannot be read refuse it all. Members',
          'who are not known or come twice, and points that are not there, refuse their row alone. With segment and',
          'points in the query there is no body.',
        ].join(' '),
        consumes: [csv],
        headers: idempotent,
        querystring: AdjustJobQuery,
        response: {
          201: ref(WireAdjustJob),
          ...allProblems(
            'upload_invalid',
            'upload_given_up',
            'reference_not_found',
            'amount_too_large',
            'idempotency_key_invalid',
            'idempotency_key_reused',
          ),
        },
      },
    },
    async (request, reply) => {
      const { query } = request;
      const sent = isCsv(request.headers['content-type']);
      if (!sent && request.body !== undefined) {
        refuse('unsupported_media_type', 'The body is a CSV file (text/csv), or absent with a segment in the query.');
      }
      const order = { query, credential: credentialOf(request).id, ...(sent && { csv: bytesOf(request.body) }) };
      return sendWritten(reply, await createAdjustJob(parts, order, (digest) => requestKeyOf(request, digest)));
    },
  );
};
