/** POST /v1/members */
import { NewMember, WireMember } from '../../contract/member.ts';
import { idempotent } from '../../contract/paging.ts';
import { ref } from '../../contract/reference.ts';
import { allProblems } from '../../contract/replies.ts';
import { createMember } from '../../flows/members/create.ts';
import { requestKeyOf, sendWritten } from '../../flows/write-once.ts';
import type { Route } from '../route.ts';

export const postMembers: Route = (app, parts) => {
  app.post(
    '/v1/members',
    {
      config: { call: 'members.create' },
      schema: {
        tags: ['members'],
        summary: 'Register a member, with its cards',
        description:
          'Rules on registration welcome it, once for each person: who had the phone before was welcomed then.',
        headers: idempotent,
        body: ref(NewMember),
        response: {
          201: ref(WireMember),
          ...allProblems(
            'already_exists',
            'store_not_found',
            'no_programme',
            'member_not_found',
            'card_not_found',
            'referral_refused',
            'evaluation_failed',
            'idempotency_key_invalid',
            'idempotency_key_reused',
          ),
        },
      },
    },
    async (request, reply) => sendWritten(reply, await createMember(parts, requestKeyOf(request), request.body)),
  );
};
