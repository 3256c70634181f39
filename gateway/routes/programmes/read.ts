/** GET /v1/programs/{code} */
import { WireProgramme } from '../../contract/programme.ts';
import { ref } from '../../contract/reference.ts';
import { allProblems } from '../../contract/replies.ts';
import { showProgramme } from '../../flows/programmes/show.ts';
import type { Route } from '../route.ts';
import { programmeParams } from './params.ts';

export const getProgramme: Route = (app, parts) => {
  app.get(
    '/v1/programs/:code',
    {
      config: { call: 'programmes.read' },
      schema: {
        tags: ['programmes'],
        summary: 'A programme: its version in force and its newest',
        params: programmeParams,
        response: { 200: ref(WireProgramme), ...allProblems('programme_not_found') },
      },
    },
    async (request) => showProgramme(parts.database, request.params.code),
  );
};
