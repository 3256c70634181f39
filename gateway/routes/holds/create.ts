/** POST /v1/holds: keeps points aside while the customer pays. */
import { WireHold, WireHoldRequest } from '../../contract/hold.ts';
import { idempotent } from '../../contract/paging.ts';
import { ref } from '../../contract/reference.ts';
import { allProblems } from '../../contract/replies.ts';
import { createHold } from '../../flows/hold.ts';
import { credentialOf } from '../../plugins/access.ts';
import { sendAnswer } from '../answer.ts';
import type { Route } from '../route.ts';

export const createHoldRoute: Route = (app, parts) => {
  app.post(
    '/v1/holds',
    {
      config: { call: 'holds.create' },
      schema: {
        tags: ['holds'],
        summary: 'Reserve points, or money of a gift certificate; with an Idempotency-Key, once',
        headers: idempotent,
        body: ref(WireHoldRequest),
        response: {
          201: ref(WireHold),
          200: ref(WireHold),
          ...allProblems(
            'insufficient_points',
            'certificate_not_found',
            'certificate_not_usable',
            'certificate_insufficient',
            'coupon_refused',
            'amount_too_large',
            'hold_ttl',
            'idempotency_key_invalid',
            'idempotency_key_reused',
            'clock_skew',
            'till_mismatch',
            'till_not_found',
            'member_not_found',
            'card_not_found',
            'card_blocked',
            'no_programme',
            'rate_limited',
          ),
        },
      },
    },
    async (request, reply) => {
      const key = request.headers['idempotency-key'];
      return sendAnswer(reply, await createHold(parts, credentialOf(request), request.body, key));
    },
  );
};
