/** POST /v1/coupon-campaigns */
import { NewCampaign, WireCampaign } from '../../contract/coupon.ts';
import { idempotent } from '../../contract/paging.ts';
import { ref } from '../../contract/reference.ts';
import { allProblems } from '../../contract/replies.ts';
import { createCampaign } from '../../flows/coupons/campaigns.ts';
import { requestKeyOf, sendWritten } from '../../flows/write-once.ts';
import type { Route } from '../route.ts';

export const postCampaigns: Route = (app, parts) => {
  app.post(
    '/v1/coupon-campaigns',
    {
      config: { call: 'coupons.write' },
      schema: {
        tags: ['coupons'],
        summary: 'Add a coupon campaign; of a generic one its codes too',
        headers: idempotent,
        body: ref(NewCampaign),
        response: {
          201: ref(WireCampaign),
          ...allProblems('already_exists', 'idempotency_key_invalid', 'idempotency_key_reused'),
        },
      },
    },
    async (request, reply) => sendWritten(reply, await createCampaign(parts, requestKeyOf(request), request.body)),
  );
};
