/** GET /v1/keys */
import Type from 'typebox';
import { strict } from '../../contract/common.ts';
import { WireKey } from '../../contract/network.ts';
import { byNumber, NextNumber } from '../../contract/paging.ts';
import { ref } from '../../contract/reference.ts';
import { allProblems } from '../../contract/replies.ts';
import { listKeys } from '../../flows/network/keys.ts';
import type { Route } from '../route.ts';

export const getKeys: Route = (app, parts) => {
  app.get(
    '/v1/keys',
    {
      config: { call: 'keys.read' },
      schema: {
        tags: ['network'],
        summary: 'All keys, without their secrets',
        querystring: Type.Object(byNumber, strict),
        response: { 200: Type.Object({ keys: Type.Array(ref(WireKey)), next: NextNumber }, strict), ...allProblems() },
      },
    },
    async (request) => listKeys(parts.database, request.query),
  );
};
