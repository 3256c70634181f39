/** GET /v1/programs */
import Type from 'typebox';
import { listProgrammes } from '../../../ledger/programs/list.ts';
import { strict } from '../../contract/common.ts';
import { WireProgramme } from '../../contract/programme.ts';
import { ref } from '../../contract/reference.ts';
import { allProblems } from '../../contract/replies.ts';
import type { Route } from '../route.ts';

export const getProgrammes: Route = (app, parts) => {
  app.get(
    '/v1/programs',
    {
      config: { call: 'programmes.read' },
      schema: {
        tags: ['programmes'],
        summary: 'All programmes, by code',
        response: { 200: Type.Object({ programs: Type.Array(ref(WireProgramme)) }, strict), ...allProblems() },
      },
    },
    async () => ({ programs: await listProgrammes(parts.database) }),
  );
};
