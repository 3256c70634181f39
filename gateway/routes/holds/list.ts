/** GET /v1/holds?card=|phone=|member=: a member's open holds, for the call centre. */
import Type from 'typebox';
import { Code, Id } from '../../contract/common.ts';
import { refuse } from '../../contract/errors.ts';
import { WireHold } from '../../contract/hold.ts';
import { ref } from '../../contract/reference.ts';
import { allProblems } from '../../contract/replies.ts';
import { listHolds } from '../../flows/hold.ts';
import type { Route } from '../route.ts';

export const listHoldsRoute: Route = (app, parts) => {
  app.get(
    '/v1/holds',
    {
      config: { call: 'holds.list' },
      schema: {
        tags: ['holds'],
        summary: 'The open holds of a member',
        querystring: Type.Object(
          {
            card: Type.Optional(Code('A card’s number.')),
            phone: Type.Optional(Type.String({ maxLength: 24, description: 'With country code.' })),
            member: Type.Optional(Id('The member’s id.')),
          },
          { additionalProperties: false },
        ),
        response: {
          200: Type.Object({ holds: Type.Array(ref(WireHold)) }),
          ...allProblems('member_not_found', 'card_not_found'),
        },
      },
    },
    async (request) => {
      const { card, phone, member } = request.query;
      if ([card, phone, member].filter((name) => name !== undefined).length !== 1) {
        refuse('invalid_request', 'name the member by exactly one of card, phone and member');
      }
      const reference = card !== undefined ? { card } : phone !== undefined ? { phone } : { id: member ?? '' };
      return { holds: await listHolds(parts, reference) };
    },
  );
};
