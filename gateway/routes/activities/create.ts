/** POST /v1/activities */
import { DoneActivity, WireActivity } from '../../contract/activity.ts';
import { ref } from '../../contract/reference.ts';
import { allProblems } from '../../contract/replies.ts';
import { recordActivity } from '../../flows/occasions/activity.ts';
import { credentialOf } from '../../plugins/access.ts';
import { sendAnswer } from '../answer.ts';
import type { Route } from '../route.ts';

export const postActivities: Route = (app, parts) => {
  app.post(
    '/v1/activities',
    {
      config: { call: 'activities.create' },
      schema: {
        tags: ['members'],
        summary: 'Tell what a member did besides buying',
        description: 'Once for each key. Rules on the activity give their points and rewards with it.',
        body: ref(WireActivity),
        response: {
          201: ref(DoneActivity),
          200: ref(DoneActivity),
          ...allProblems(
            'member_not_found',
            'card_not_found',
            'card_blocked',
            'store_not_found',
            'till_mismatch',
            'no_programme',
            'referral_refused',
            'idempotency_key_reused',
            'evaluation_failed',
            'amount_too_large',
          ),
        },
      },
    },
    async (request, reply) => sendAnswer(reply, await recordActivity(parts, credentialOf(request), request.body)),
  );
};
