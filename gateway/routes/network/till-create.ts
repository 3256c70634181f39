/** POST /v1/tills */
import { NewTill, WireTill } from '../../contract/network.ts';
import { idempotent } from '../../contract/paging.ts';
import { ref } from '../../contract/reference.ts';
import { allProblems } from '../../contract/replies.ts';
import { createTill } from '../../flows/network/tills.ts';
import { requestKeyOf, sendWritten } from '../../flows/write-once.ts';
import type { Route } from '../route.ts';

export const postTills: Route = (app, parts) => {
  app.post(
    '/v1/tills',
    {
      config: { call: 'tills.write' },
      schema: {
        tags: ['network'],
        summary: 'Add a till',
        headers: idempotent,
        body: ref(NewTill),
        response: {
          201: ref(WireTill),
          ...allProblems('store_not_found', 'already_exists', 'idempotency_key_invalid', 'idempotency_key_reused'),
        },
      },
    },
    async (request, reply) => sendWritten(reply, await createTill(parts, requestKeyOf(request), request.body)),
  );
};
