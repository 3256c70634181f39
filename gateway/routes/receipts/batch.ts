/** POST /v1/receipts/batch: what a till rang up while it was offline, as NDJSON; a result per line, as NDJSON. */
import { Readable } from 'node:stream';
import { maxBodyBytes } from '../../contract/common.ts';
import { type RefusalError, refuse } from '../../contract/errors.ts';
import { WireCommit } from '../../contract/receipt.ts';
import { ref } from '../../contract/reference.ts';
import { allProblems } from '../../contract/replies.ts';
import { commitLines } from '../../flows/batch.ts';
import { linesOf } from '../../flows/receipt/lines.ts';
import { credentialOf } from '../../plugins/access.ts';
import { parseJson, utf8 } from '../../plugins/body/parser.ts';
import { refusalOf } from '../../plugins/errors.ts';
import type { Route } from '../route.ts';

const contentType = 'application/x-ndjson';

/** As the validator compiler of plugins/validation makes them. */
type Validate = (data: unknown) => { value: unknown } | { error: RefusalError };

export const commitBatchOfReceipts: Route = (app, parts) => {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(contentType, async (_request: unknown, payload: unknown) => payload);
  app.addContentTypeParser('*', async () => refuse('unsupported_media_type', `Send ${contentType}, a receipt a line.`));
  app.post(
    '/v1/receipts/batch',
    {
      config: { call: 'receipts.batch', longBody: true },
      bodyLimit: 1024 * maxBodyBytes,
      schema: {
        tags: ['receipts'],
        summary: 'Commit the receipts of an offline till, one JSON document a line; a result per line, in their order',
        consumes: [contentType],
        produces: [contentType],
        response: {
          200: {
            description: 'Lines {line, status, replayed?, body}: body is what POST /v1/receipts answers.',
            type: 'string',
          },
          ...allProblems(),
        },
      },
    },
    async (request, reply) => {
      const validate = request.compileValidationSchema(ref(WireCommit), 'body') as unknown as Validate;
      const read = (line: Buffer): WireCommit => {
        const result = validate(parseJson(utf8(line)));
        if ('error' in result) throw result.error;
        return result.value as WireCommit;
      };
      const batch = { parts, credential: credentialOf(request), requestId: request.id, read, refusalOf };
      // A request without a body has no lines.
      const body = (request.body ?? Readable.from([])) as AsyncIterable<Buffer>;
      const results = commitLines(batch, linesOf(body, maxBodyBytes));
      const stream: unknown = Readable.from(results);
      return reply.type(contentType).send(stream as string);
    },
  );
};
