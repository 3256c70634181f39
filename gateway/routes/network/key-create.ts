/** POST /v1/keys */
import { NewKey, WireCreatedKey } from '../../contract/network.ts';
import { idempotent } from '../../contract/paging.ts';
import { ref } from '../../contract/reference.ts';
import { allProblems } from '../../contract/replies.ts';
import { createKey } from '../../flows/network/keys.ts';
import { requestKeyOf, sendWritten } from '../../flows/write-once.ts';
import type { Route } from '../route.ts';

export const postKeys: Route = (app, parts) => {
  app.post(
    '/v1/keys',
    {
      config: { call: 'keys.write' },
      schema: {
        tags: ['network'],
        summary: 'Make a key',
        description: 'The key itself is in this reply alone; only its hash is kept.',
        headers: idempotent,
        body: ref(NewKey),
        response: {
          201: ref(WireCreatedKey),
          ...allProblems('till_not_found', 'store_not_found', 'idempotency_key_invalid', 'idempotency_key_reused'),
        },
      },
    },
    async (request, reply) => sendWritten(reply, await createKey(parts, requestKeyOf(request), request.body)),
  );
};
