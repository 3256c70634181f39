/** PATCH /v1/tills/{code} */
import { TillChange, WireTill } from '../../contract/network.ts';
import { idempotent } from '../../contract/paging.ts';
import { ref } from '../../contract/reference.ts';
import { allProblems } from '../../contract/replies.ts';
import { changeTill } from '../../flows/network/tills.ts';
import { requestKeyOf, sendWritten } from '../../flows/write-once.ts';
import type { Route } from '../route.ts';
import { codeParams } from './params.ts';

export const patchTill: Route = (app, parts) => {
  app.patch(
    '/v1/tills/:code',
    {
      config: { call: 'tills.write' },
      schema: {
        tags: ['network'],
        summary: 'Change a till',
        headers: idempotent,
        params: codeParams,
        body: ref(TillChange),
        response: {
          200: ref(WireTill),
          ...allProblems('till_not_found', 'store_not_found', 'idempotency_key_invalid', 'idempotency_key_reused'),
        },
      },
    },
    async (request, reply) =>
      sendWritten(reply, await changeTill(parts, requestKeyOf(request), request.params.code, request.body)),
  );
};
