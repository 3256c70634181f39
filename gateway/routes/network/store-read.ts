/** GET /v1/stores/{code} */
import { WireStore } from '../../contract/network.ts';
import { ref } from '../../contract/reference.ts';
import { allProblems } from '../../contract/replies.ts';
import { showStore } from '../../flows/network/stores.ts';
import type { Route } from '../route.ts';
import { codeParams } from './params.ts';

export const getStore: Route = (app, parts) => {
  app.get(
    '/v1/stores/:code',
    {
      config: { call: 'stores.read' },
      schema: {
        tags: ['network'],
        summary: 'A store',
        params: codeParams,
        response: { 200: ref(WireStore), ...allProblems('store_not_found') },
      },
    },
    async (request) => showStore(parts.database, request.params.code),
  );
};
