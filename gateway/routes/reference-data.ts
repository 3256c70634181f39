/** The calls of one kind of reference data: each of lists, segments and personal prices has the same five. */
import { Readable } from 'node:stream';
import Type, { type TSchema } from 'typebox';
import type { ReferenceKind } from '../../ledger/reference/kind.ts';
import { type MemberReference, strict } from '../contract/common.ts';
import { type RefusalError, refuse } from '../contract/errors.ts';
import { byCode, idempotent } from '../contract/paging.ts';
import { ref } from '../contract/reference.ts';
import { maxUploadBytes, WireReferenceDetail, WireReferences, WireUploaded } from '../contract/reference-data.ts';
import { allProblems } from '../contract/replies.ts';
import { exportReference, showReference, showReferences } from '../flows/reference/show.ts';
import { type UploadBody, uploadReference } from '../flows/reference/upload.ts';
import { requestKeyOf, sendWritten } from '../flows/write-once.ts';
import type { Route } from './route.ts';

interface KindOfCalls<T extends TSchema> {
  readonly kind: ReferenceKind;
  /** /v1/lists */
  readonly path: string;
  /** How summaries call one of them. */
  readonly one: string;
  /** The columns of its CSV, in words. */
  readonly columns: string;
  readonly body: T;
  fields(body: Type.Static<T>): Extract<UploadBody, { rows: unknown }>;
}

interface Calls {
  readonly put: Route;
  readonly post: Route;
  readonly get: Route;
  readonly items: Route;
  readonly list: Route;
}

const csv = 'text/csv';
const tags = ['reference data'];
const params = Type.Object(
  { code: Type.String({ minLength: 1, maxLength: 64, pattern: '^[^\\p{Cc}\\p{Cs}]+$', description: 'Its code.' }) },
  strict,
);
const versionQuery = Type.Object(
  {
    version: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 2_147_483_647, description: 'The current one unless given.' }),
    ),
  },
  strict,
);

/** As the validator compiler of plugins/validation makes them. */
type Validate = (data: unknown) => { value: unknown } | { error: RefusalError };

export function callsOf<T extends TSchema>(of: KindOfCalls<T>): Calls {
  const { kind, path, one } = of;
  const upload =
    (method: 'PUT' | 'POST'): Route =>
    (app, parts) => {
      // Read as it comes, row by row; JSON is read whole, within the bound of any other body.
      app.addContentTypeParser(csv, async (_request: unknown, payload: unknown) => payload);
      app.route({
        method,
        url: `${path}/:code`,
        config: { call: 'references.write', longBody: true },
        schema: {
          tags,
          summary: `Upload a ${one}, whole: a new version, which is current from then on`,
          description: [
            `CSV (text/csv, UTF-8, up to ${maxUploadBytes} bytes) with a header, ${of.columns}; or JSON where it is`,
            `short. All of it is taken or nothing; rows that cannot be are named by their lines. Rows of members who are`,
            'not known are passed over and counted. PUT and POST are the same.',
          ].join(' '),
          consumes: [csv, 'application/json'],
          headers: idempotent,
          params,
          response: {
            200: ref(WireUploaded),
            201: ref(WireUploaded),
            ...allProblems('upload_invalid', 'upload_given_up', 'idempotency_key_invalid', 'idempotency_key_reused'),
          },
        },
        handler: async (request, reply) => {
          const sent = isCsv(request.headers['content-type']);
          if (sent && Number(request.headers['content-length']) > maxUploadBytes) {
            refuse('body_too_large', `An upload has at most ${maxUploadBytes} bytes.`);
          }
          const validate = request.compileValidationSchema(ref(of.body), 'body') as unknown as Validate;
          const body = sent ? { csv: bytesOf(request.body) } : jsonOf(of, validate, request.body);
          const { code } = request.params as Type.Static<typeof params>;
          const keyOf = (digest: string) => requestKeyOf(request, digest);
          return sendWritten(reply, await uploadReference(parts, { kind, code, body, keyOf }));
        },
      });
    };
  return {
    put: upload('PUT'),
    post: upload('POST'),
    get: (app, parts) => {
      app.get(
        `${path}/:code`,
        {
          config: { call: 'references.read' },
          schema: {
            tags,
            summary: `A version of a ${one}, and uploads under way`,
            params,
            querystring: versionQuery,
            response: { 200: ref(WireReferenceDetail), ...allProblems('reference_not_found') },
          },
        },
        async ({ params: { code }, query }) => showReference(parts.database, kind, code, query.version),
      );
    },
    items: (app, parts) => {
      app.get(
        `${path}/:code/items`,
        {
          config: { call: 'references.read' },
          schema: {
            tags,
            summary: `The rows of a ${one}, as CSV that can be uploaded again`,
            produces: [csv],
            params,
            querystring: versionQuery,
            response: {
              200: { description: `Columns ${of.columns}.`, type: 'string' },
              ...allProblems('reference_not_found'),
            },
          },
        },
        async ({ params: { code }, query }, reply) => {
          const stream: unknown = Readable.from(await exportReference(parts.database, kind, code, query.version));
          return reply.type(`${csv}; charset=utf-8`).send(stream as string);
        },
      );
    },
    list: (app, parts) => {
      app.get(
        path,
        {
          config: { call: 'references.read' },
          schema: {
            tags,
            summary: `The current version of every ${one}, by code`,
            querystring: Type.Object(byCode, strict),
            response: { 200: ref(WireReferences), ...allProblems() },
          },
        },
        async ({ query }) => showReferences(parts.database, kind, query),
      );
    },
  };
}

export function isCsv(type = ''): boolean {
  const [media = '', ...parameters] = type
    .toLowerCase()
    .split(';')
    .map((part) => part.trim());
  if (media !== csv) return false;
  const charset = parameters.find((parameter) => parameter.startsWith('charset='))?.slice('charset='.length);
  if (charset === undefined || /^"?utf-?8"?$/.test(charset)) return true;
  return refuse('unsupported_media_type', `CSV of charset ${charset} is not read: send UTF-8.`);
}

/** Left before its end, the stream is not destroyed: the connection has the reply to carry still. */
export function bytesOf(body: unknown): AsyncIterable<Buffer> {
  const stream = body instanceof Readable ? body : Readable.from([]);
  return stream.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
}

function jsonOf<T extends TSchema>(of: KindOfCalls<T>, validate: Validate, body: unknown): UploadBody {
  const result = validate(body);
  if ('error' in result) throw result.error;
  return of.fields(result.value as Type.Static<T>);
}

/** In the order of the columns member, card and phone. */
export function fieldsOfMember({ id = '', card = '', phone = '' }: MemberReference): string[] {
  return [id, card, phone];
}
