/** POST /v1/programs/{code}/versions/{version}/revoke */
import { idempotent } from '../../contract/paging.ts';
import { WireVersion } from '../../contract/programme.ts';
import { ref } from '../../contract/reference.ts';
import { allProblems } from '../../contract/replies.ts';
import { revokeProgramme } from '../../flows/programmes/publish.ts';
import { requestKeyOf, sendWritten } from '../../flows/write-once.ts';
import type { Route } from '../route.ts';
import { versionParams } from './params.ts';

export const postRevoke: Route = (app, parts) => {
  app.post(
    '/v1/programs/:code/versions/:version/revoke',
    {
      config: { call: 'programmes.publish' },
      schema: {
        tags: ['programmes'],
        summary: 'Revoke a version',
        description:
          'For good. Where it was in force, the version published before it is in force again; without one, the stores have no programme.',
        headers: idempotent,
        params: versionParams,
        response: {
          200: ref(WireVersion),
          ...allProblems('programme_not_found', 'idempotency_key_invalid', 'idempotency_key_reused'),
        },
      },
    },
    async (request, reply) => {
      const { code, version } = request.params;
      return sendWritten(reply, await revokeProgramme(parts, requestKeyOf(request), code, version));
    },
  );
};
