/** POST /v1/programs/{code}/versions/{version}/publish */
import { idempotent } from '../../contract/paging.ts';
import { WireVersion } from '../../contract/programme.ts';
import { ref } from '../../contract/reference.ts';
import { allProblems } from '../../contract/replies.ts';
import { publishProgramme } from '../../flows/programmes/publish.ts';
import { requestKeyOf, sendWritten } from '../../flows/write-once.ts';
import type { Route } from '../route.ts';
import { versionParams } from './params.ts';

export const postPublish: Route = (app, parts) => {
  app.post(
    '/v1/programs/:code/versions/:version/publish',
    {
      config: { call: 'programmes.publish' },
      schema: {
        tags: ['programmes'],
        summary: 'Put a version in force',
        description:
          'Answered when every worker of this gateway has compiled it; the others follow within a moment. Of those published the one published last is in force: publishing an older one brings it back.',
        headers: idempotent,
        params: versionParams,
        response: {
          200: ref(WireVersion),
          ...allProblems(
            'programme_not_found',
            'programme_invalid',
            'programme_revoked',
            'idempotency_key_invalid',
            'idempotency_key_reused',
          ),
        },
      },
    },
    async (request, reply) => {
      const { code, version } = request.params;
      return sendWritten(reply, await publishProgramme(parts, requestKeyOf(request), code, version));
    },
  );
};
