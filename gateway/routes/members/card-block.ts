/** POST /v1/members/{id}/cards/{number}/block */
import { WireMember } from '../../contract/member.ts';
import { idempotent } from '../../contract/paging.ts';
import { ref } from '../../contract/reference.ts';
import { allProblems } from '../../contract/replies.ts';
import { blockCard } from '../../flows/members/cards.ts';
import { requestKeyOf, sendWritten } from '../../flows/write-once.ts';
import type { Route } from '../route.ts';
import { cardParams } from './params.ts';

export const postCardBlock: Route = (app, parts) => {
  app.post(
    '/v1/members/:id/cards/:number/block',
    {
      config: { call: 'members.cards' },
      schema: {
        tags: ['members'],
        summary: 'Block a card',
        description:
          'A blocked card is refused at the till; points stay with the member. Blocking it again changes nothing. Answered with the member.',
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
      return sendWritten(reply, await blockCard(parts, requestKeyOf(request), id, number));
    },
  );
};
