/** GET /v1/members?card=|phone= */
import { MemberQuery, WireMember } from '../../contract/member.ts';
import { ref } from '../../contract/reference.ts';
import { allProblems } from '../../contract/replies.ts';
import { showMember } from '../../flows/members/show.ts';
import { credentialOf } from '../../plugins/access.ts';
import type { Route } from '../route.ts';

export const getMembers: Route = (app, parts) => {
  app.get(
    '/v1/members',
    {
      config: { call: 'members.find' },
      schema: {
        tags: ['members'],
        summary: 'Find a member by card or phone',
        description: 'A blocked card finds its member too. For tills and shops personal data are masked.',
        querystring: MemberQuery,
        response: { 200: ref(WireMember), ...allProblems('member_not_found', 'card_not_found') },
      },
    },
    async (request) => {
      const { card, phone } = request.query;
      return showMember(parts, credentialOf(request), {
        ...(card !== undefined && { card }),
        // A plus sign that nobody encoded arrives as a blank.
        ...(phone !== undefined && { phone: phone.replace(/^ /, '+') }),
      });
    },
  );
};
