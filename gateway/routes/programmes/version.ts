/** GET /v1/programs/{code}/versions/{version} */
import { WireVersionWithSource } from '../../contract/programme.ts';
import { ref } from '../../contract/reference.ts';
import { allProblems } from '../../contract/replies.ts';
import { showVersion } from '../../flows/programmes/show.ts';
import type { Route } from '../route.ts';
import { versionParams } from './params.ts';

export const getVersion: Route = (app, parts) => {
  app.get(
    '/v1/programs/:code/versions/:version',
    {
      config: { call: 'programmes.read' },
      schema: {
        tags: ['programmes'],
        summary: 'A version with its source, as it was sent',
        params: versionParams,
        response: { 200: ref(WireVersionWithSource), ...allProblems('programme_not_found') },
      },
    },
    async (request) => showVersion(parts.database, request.params.code, request.params.version),
  );
};
