/** PATCH /v1/stores/{code} */
import { StoreChange, WireStore } from '../../contract/network.ts';
import { idempotent } from '../../contract/paging.ts';
import { ref } from '../../contract/reference.ts';
import { allProblems } from '../../contract/replies.ts';
import { changeStore } from '../../flows/network/stores.ts';
import { requestKeyOf, sendWritten } from '../../flows/write-once.ts';
import type { Route } from '../route.ts';
import { codeParams } from './params.ts';

export const patchStore: Route = (app, parts) => {
  app.patch(
    '/v1/stores/:code',
    {
      config: { call: 'stores.write' },
      schema: {
        tags: ['network'],
        summary: 'Change a store',
        headers: idempotent,
        params: codeParams,
        body: ref(StoreChange),
        response: {
          200: ref(WireStore),
          ...allProblems('store_not_found', 'idempotency_key_invalid', 'idempotency_key_reused'),
        },
      },
    },
    async (request, reply) =>
      sendWritten(reply, await changeStore(parts, requestKeyOf(request), request.params.code, request.body)),
  );
};
