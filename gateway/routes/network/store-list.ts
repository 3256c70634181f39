/** GET /v1/stores */
import Type from 'typebox';
import { strict } from '../../contract/common.ts';
import { WireStore } from '../../contract/network.ts';
import { byCode, NextCode } from '../../contract/paging.ts';
import { ref } from '../../contract/reference.ts';
import { allProblems } from '../../contract/replies.ts';
import { listStores } from '../../flows/network/stores.ts';
import type { Route } from '../route.ts';

export const getStores: Route = (app, parts) => {
  app.get(
    '/v1/stores',
    {
      config: { call: 'stores.read' },
      schema: {
        tags: ['network'],
        summary: 'All stores, by code',
        querystring: Type.Object(byCode, strict),
        response: {
          200: Type.Object({ stores: Type.Array(ref(WireStore)), next: NextCode }, strict),
          ...allProblems(),
        },
      },
    },
    async (request) => listStores(parts.database, request.query),
  );
};
