/** POST /v1/members/{id}/cards/{number}/replace */
import { NewCard, WireMember } from '../../contract/member.ts';
import { idempotent } from '../../contract/paging.ts';
import { ref } from '../../contract/reference.ts';
import { allProblems } from '../../contract/replies.ts';
import { replaceCard } from '../../flows/members/cards.ts';
import { requestKeyOf, sendWritten } from '../../flows/write-once.ts';
import type { Route } from '../route.ts';
import { cardParams } from './params.ts';

export const postCardReplace: Route = (app, parts) => {
  app.post(
    '/v1/members/:id/cards/:number/replace',
    {
      config: { call: 'members.cards' },
      schema: {
        tags: ['members'],
        summary: 'Replace a card',
        description:
          'Issues a card in the place of another, active or blocked, which is replaced for good. Of the same type unless told otherwise. Answered with the member.',
        headers: idempotent,
        params: cardParams,
        body: NewCard,
        response: {
          201: ref(WireMember),
          ...allProblems(
            'member_not_found',
            'card_not_found',
            'card_blocked',
            'already_exists',
            'idempotency_key_invalid',
            'idempotency_key_reused',
          ),
        },
      },
    },
    async (request, reply) => {
      const { id, number } = request.params;
      return sendWritten(reply, await replaceCard(parts, requestKeyOf(request), id, number, request.body));
    },
  );
};
