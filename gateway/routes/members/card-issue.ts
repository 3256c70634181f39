/** POST /v1/members/{id}/cards */
import { NewCard, WireMember } from '../../contract/member.ts';
import { idempotent } from '../../contract/paging.ts';
import { ref } from '../../contract/reference.ts';
import { allProblems } from '../../contract/replies.ts';
import { issueCard } from '../../flows/members/cards.ts';
import { requestKeyOf, sendWritten } from '../../flows/write-once.ts';
import type { Route } from '../route.ts';
import { memberParams } from './params.ts';

export const postCards: Route = (app, parts) => {
  app.post(
    '/v1/members/:id/cards',
    {
      config: { call: 'members.cards' },
      schema: {
        tags: ['members'],
        summary: 'Issue a card',
        description: 'One more card; those there are stay as they are. Answered with the member.',
        headers: idempotent,
        params: memberParams,
        body: NewCard,
        response: {
          201: ref(WireMember),
          ...allProblems('member_not_found', 'already_exists', 'idempotency_key_invalid', 'idempotency_key_reused'),
        },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      return sendWritten(reply, await issueCard(parts, requestKeyOf(request), id, request.body));
    },
  );
};
