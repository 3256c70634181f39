/** POST /v1/members/{id}/adjust */
import { NewAdjustment, WireAdjusted } from '../../contract/adjust.ts';
import { idempotent } from '../../contract/paging.ts';
import { ref } from '../../contract/reference.ts';
import { allProblems } from '../../contract/replies.ts';
import { adjustMember } from '../../flows/adjust/one.ts';
import { credentialOf } from '../../plugins/access.ts';
import { sendAnswer } from '../answer.ts';
import { memberParams } from '../members/params.ts';
import type { Route } from '../route.ts';

export const postAdjust: Route = (app, parts) => {
  app.post(
    '/v1/members/:id/adjust',
    {
      config: { call: 'members.adjust' },
      schema: {
        tags: ['members'],
        summary: 'Give a member points, or take them; with an Idempotency-Key, once',
        description: 'A call centre’s key within its limit of a day (TILLGATE_ADJUST_LIMIT), an admin’s without.',
        headers: idempotent,
        params: memberParams,
        body: ref(NewAdjustment),
        response: {
          201: ref(WireAdjusted),
          200: ref(WireAdjusted),
          ...allProblems(
            'member_not_found',
            'amount_too_large',
            'insufficient_points',
            'adjust_limit',
            'idempotency_key_invalid',
            'idempotency_key_reused',
          ),
        },
      },
    },
    async (request, reply) => {
      const key = request.headers['idempotency-key'];
      const { id } = request.params;
      return sendAnswer(reply, await adjustMember(parts, credentialOf(request), id, request.body, key));
    },
  );
};
