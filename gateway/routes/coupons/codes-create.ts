/** POST /v1/coupon-campaigns/{code}/codes */
import { Readable } from 'node:stream';
import { CodesRequest, MadeCodes } from '../../contract/coupon.ts';
import { idempotent } from '../../contract/paging.ts';
import { ref } from '../../contract/reference.ts';
import { allProblems } from '../../contract/replies.ts';
import { generateCodes } from '../../flows/coupons/generate.ts';
import { requestKeyOf, sendWritten } from '../../flows/write-once.ts';
import type { Route } from '../route.ts';
import { campaignParams } from './params.ts';

const csvType = 'text/csv';

export const postCodes: Route = (app, parts) => {
  app.post(
    '/v1/coupon-campaigns/:code/codes',
    {
      config: { call: 'coupons.write' },
      schema: {
        tags: ['coupons'],
        summary: 'Make codes: up to 1,000 as JSON, more as CSV while they are made; by Accept: text/csv always so',
        produces: ['application/json', csvType],
        headers: idempotent,
        params: campaignParams,
        body: ref(CodesRequest),
        response: {
          201: {
            description: 'The codes; as CSV with the columns code, member, expiresAt.',
            content: {
              'application/json': { schema: ref(MadeCodes) },
              [csvType]: { schema: { type: 'string' } },
            },
          },
          ...allProblems(
            'coupon_campaign_not_found',
            'coupon_campaign_closed',
            'member_not_found',
            'already_exists',
            'idempotency_key_invalid',
            'idempotency_key_reused',
          ),
        },
      },
    },
    async (request, reply) => {
      const csv = request.headers.accept?.includes(csvType) === true;
      const made = await generateCodes(parts, requestKeyOf(request), request.params.code, request.body, csv);
      if (made.kind === 'written') return sendWritten(reply, made.written);
      if (made.replayed) reply.header('idempotency-replayed', 'true');
      // One step is made while another is sent, and none before somebody reads.
      const stream: unknown = Readable.from(made.rows, { highWaterMark: 1 });
      return reply
        .status(201)
        .type(`${csvType}; charset=utf-8`)
        .header('content-disposition', `attachment; filename="${request.params.code}.csv"`)
        .send(stream as MadeCodes);
    },
  );
};
