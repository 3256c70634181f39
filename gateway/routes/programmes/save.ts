/** POST /v1/programs/{code}/versions: the body is the document, JSON or YAML. */
import Type from 'typebox';
import { idempotent } from '../../contract/paging.ts';
import { SavedVersion } from '../../contract/programme.ts';
import { ref } from '../../contract/reference.ts';
import { allProblems } from '../../contract/replies.ts';
import { saveProgramme } from '../../flows/programmes/save.ts';
import { requestKeyOf, sendWritten } from '../../flows/write-once.ts';
import { parseJson, utf8 } from '../../plugins/body/parser.ts';
import type { Route } from '../route.ts';
import { programmeParams } from './params.ts';

/** Ten thousand rules are some 3 MB. */
const maxDocumentBytes = 16 * 1_048_576;
const yamlTypes = ['application/yaml', 'application/x-yaml', 'text/yaml', 'text/x-yaml', 'text/vnd.yaml'];

export const postVersions: Route = (app, parts) => {
  // The document is read in another thread, with the lines it was written on: here it stays text.
  app.removeContentTypeParser('application/json');
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, async (_request: unknown, body: Buffer) => {
    const text = utf8(body);
    parseJson(text);
    return text;
  });
  app.addContentTypeParser(yamlTypes, { parseAs: 'buffer' }, async (_request: unknown, body: Buffer) => utf8(body));
  app.post(
    '/v1/programs/:code/versions',
    {
      bodyLimit: maxDocumentBytes,
      config: { call: 'programmes.save' },
      schema: {
        tags: ['programmes'],
        summary: 'Save a version of a programme, as a draft',
        description: [
          'The body is the document: JSON (application/json) or YAML (application/yaml). A document with errors is refused',
          'with all of them. The document of the newest version again is that version again, with 200.',
        ].join(' '),
        consumes: ['application/json', 'application/yaml'],
        headers: idempotent,
        params: programmeParams,
        body: Type.String({ minLength: 1, description: 'The document; its schema is GET /v1/programs/schema.' }),
        response: {
          200: ref(SavedVersion),
          201: ref(SavedVersion),
          ...allProblems('programme_invalid', 'idempotency_key_invalid', 'idempotency_key_reused'),
        },
      },
    },
    async (request, reply) =>
      sendWritten(reply, await saveProgramme(parts, requestKeyOf(request), request.params.code, request.body)),
  );
};
