/** GET /v1/tills */
import Type from 'typebox';
import { Code, strict } from '../../contract/common.ts';
import { WireTill } from '../../contract/network.ts';
import { byCode, NextCode } from '../../contract/paging.ts';
import { ref } from '../../contract/reference.ts';
import { allProblems } from '../../contract/replies.ts';
import { listTills } from '../../flows/network/tills.ts';
import type { Route } from '../route.ts';

export const getTills: Route = (app, parts) => {
  app.get(
    '/v1/tills',
    {
      config: { call: 'tills.read' },
      schema: {
        tags: ['network'],
        summary: 'All tills, by code',
        querystring: Type.Object({ ...byCode, store: Type.Optional(Code('Only those of this store.')) }, strict),
        response: { 200: Type.Object({ tills: Type.Array(ref(WireTill)), next: NextCode }, strict), ...allProblems() },
      },
    },
    async (request) => listTills(parts.database, request.query),
  );
};
