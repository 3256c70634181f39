/** DELETE /v1/keys/{id} */
import Type from 'typebox';
import { strict } from '../../contract/common.ts';
import { WireKey } from '../../contract/network.ts';
import { idempotent } from '../../contract/paging.ts';
import { ref } from '../../contract/reference.ts';
import { allProblems } from '../../contract/replies.ts';
import { revokeKey } from '../../flows/network/keys.ts';
import { requestKeyOf, sendWritten } from '../../flows/write-once.ts';
import type { Route } from '../route.ts';

const params = Type.Object({ id: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }) }, strict);

export const deleteKey: Route = (app, parts) => {
  app.delete(
    '/v1/keys/:id',
    {
      config: { call: 'keys.write' },
      schema: {
        tags: ['network'],
        summary: 'Revoke a key',
        description: 'For good, and at once on every gateway. It stays in the list. Revoking it again changes nothing.',
        headers: idempotent,
        params,
        response: {
          200: ref(WireKey),
          ...allProblems('key_not_found', 'idempotency_key_invalid', 'idempotency_key_reused'),
        },
      },
    },
    async (request, reply) => sendWritten(reply, await revokeKey(parts, requestKeyOf(request), request.params.id)),
  );
};
