/** GET /v1/programs/{code}/versions */
import Type from 'typebox';
import { strict } from '../../contract/common.ts';
import { NextNumber, newestFirst } from '../../contract/paging.ts';
import { WireVersion } from '../../contract/programme.ts';
import { ref } from '../../contract/reference.ts';
import { allProblems } from '../../contract/replies.ts';
import { showVersions } from '../../flows/programmes/show.ts';
import type { Route } from '../route.ts';
import { programmeParams, versionNumber } from './params.ts';

export const getVersions: Route = (app, parts) => {
  app.get(
    '/v1/programs/:code/versions',
    {
      config: { call: 'programmes.read' },
      schema: {
        tags: ['programmes'],
        summary: 'A programme’s versions, newest first',
        params: programmeParams,
        querystring: Type.Object({ ...newestFirst, before: Type.Optional(versionNumber) }, strict),
        response: {
          200: Type.Object({ versions: Type.Array(ref(WireVersion)), next: NextNumber }, strict),
          ...allProblems('programme_not_found'),
        },
      },
    },
    async (request) => showVersions(parts.database, request.params.code, request.query),
  );
};
