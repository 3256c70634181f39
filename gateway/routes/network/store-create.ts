/** POST /v1/stores */
import { NewStore, WireStore } from '../../contract/network.ts';
import { idempotent } from '../../contract/paging.ts';
import { ref } from '../../contract/reference.ts';
import { allProblems } from '../../contract/replies.ts';
import { createStore } from '../../flows/network/stores.ts';
import { requestKeyOf, sendWritten } from '../../flows/write-once.ts';
import type { Route } from '../route.ts';

export const postStores: Route = (app, parts) => {
  app.post(
    '/v1/stores',
    {
      config: { call: 'stores.write' },
      schema: {
        tags: ['network'],
        summary: 'Add a store',
        headers: idempotent,
        body: ref(NewStore),
        response: {
          201: ref(WireStore),
          ...allProblems('already_exists', 'idempotency_key_invalid', 'idempotency_key_reused'),
        },
      },
    },
    async (request, reply) => sendWritten(reply, await createStore(parts, requestKeyOf(request), request.body)),
  );
};
