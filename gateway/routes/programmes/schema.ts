/** GET /v1/programs/schema */
import Type from 'typebox';
import { programmeJsonSchema } from '../../../rules/program/json-schema.ts';
import { allProblems } from '../../contract/replies.ts';
import type { Route } from '../route.ts';

export const getProgrammeSchema: Route = (app) => {
  const schema = programmeJsonSchema();
  app.get(
    '/v1/programs/schema',
    {
      config: { call: 'programmes.read' },
      schema: {
        tags: ['programmes'],
        summary: 'The JSON Schema of programme documents',
        response: { 200: Type.Object({}), ...allProblems() },
      },
    },
    async () => schema,
  );
};
