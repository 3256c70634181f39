/** POST /v1/members/{id}/cards/{number}/unblock */
import { WireMember } from '../../contract/member.ts';
import { idempotent } from '../../contract/paging.ts';
import { ref } from '../../contract/reference.ts';
import { allProblems } from '../../contract/replies.ts';
import { unblockCard } from '../../flows/members/cards.ts';
import { requestKeyOf, sendWritten } from '../../flows/write-once.ts';
import type { Route } from '../route.ts';
import { cardParams } from './params.ts';

export const postCardUnblock: Route = (app, parts) => {
  app.post(
    '/v1/members/:id/cards/:number/unblock',
    {
      config: { call: 'members.cards' },
      schema: {
        tags: ['members'],
        summary: 'Unblock a card',
        description: 'It is accepted again, unless it was replaced. Answered with the member.',
        headers: idempotent,
        params: cardParams,
        response: {
          200: ref(WireMember),
          ...allProblems(
            'member_not_found',
            'card_not_found',
            'card_blocked',
            'idempotency_key_invalid',
            'idempotency_key_reused',
          ),
        },
      },
    },
    async (request, reply) => {
      const { id, number } = request.params;
      return sendWritten(reply, await unblockCard(parts, requestKeyOf(request), id, number));
    },
  );
};
