/** GET /v1/tills/{code} */
import { WireTill } from '../../contract/network.ts';
import { ref } from '../../contract/reference.ts';
import { allProblems } from '../../contract/replies.ts';
import { showTill } from '../../flows/network/tills.ts';
import type { Route } from '../route.ts';
import { codeParams } from './params.ts';

export const getTill: Route = (app, parts) => {
  app.get(
    '/v1/tills/:code',
    {
      config: { call: 'tills.read' },
      schema: {
        tags: ['network'],
        summary: 'A till',
        params: codeParams,
        response: { 200: ref(WireTill), ...allProblems('till_not_found') },
      },
    },
    async (request) => showTill(parts.database, request.params.code),
  );
};
