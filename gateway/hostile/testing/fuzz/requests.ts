/** Requests of a call, mostly right, and how they are sent. */

import YAML from 'yaml';
import { definitions, ProgrammeDocument } from '../../../../rules/program/schema.ts';
import { fc } from '../../../../rules/testing/fast-check.ts';
import { WireCommit } from '../../../contract/receipt.ts';
import type { FuzzedCall } from './calls.ts';
import { mutated, mutations } from './mutate.ts';
import { type Known, type Schema, valuesOf } from './schema.ts';

export interface FuzzedRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly payload?: string;
}

interface Parts {
  readonly params: unknown;
  readonly querystring: unknown;
  readonly headers: unknown;
  readonly body: unknown;
}

/** The keywords of the contract are fewer than TypeBox has types for. */
const commits = WireCommit as object as Schema;
const documents = ProgrammeDocument as object as Schema;
/** One body in twenty loses its last character, one gets one more. */
const tears = Array.from({ length: 40 }, (_, index) => index);
const nothing = fc.constant(undefined);

export function requestsOf(call: FuzzedCall, known: Known): fc.Arbitrary<FuzzedRequest> {
  const part = (schema: Schema | undefined) => (schema === undefined ? nothing : valuesOf(schema, known));
  const parts: fc.Arbitrary<Parts> = fc.record({
    params: part(call.params),
    querystring: part(call.querystring),
    headers: part(call.headers),
    body: bodyOf(call, known),
  });
  return fc
    .tuple(parts, mutations, fc.constantFrom(...tears), fc.nat({ max: 9 }))
    .map(([values, wrong, torn, format]) => written(call, mutated(values, wrong) as Parts, torn, format));
}

/** Bodies that a route declares as text or not at all are of something that has a schema all the same. */
function bodyOf({ url, body, consumes = [] }: FuzzedCall, known: Known): fc.Arbitrary<unknown> {
  if (consumes.includes('application/x-ndjson')) {
    return fc.array(valuesOf(commits, known), { maxLength: 4 });
  }
  if (consumes.includes('text/csv')) return rowsOf(known);
  if (consumes.includes('application/yaml')) return valuesOf(documents, known, definitions);
  if (body === undefined) return nothing;
  return url.endsWith('/simulate') ? withDocument(valuesOf(body, known), known) : valuesOf(body, known);
}

/** Rows of any kind of upload, as the fields of a CSV file or of JSON. */
function rowsOf(known: Known): fc.Arbitrary<unknown> {
  const columns = ['sku', 'card', 'member', 'phone', 'percent', 'amount', 'price', 'from', 'to', 'a'];
  const any = fc.string({ maxLength: 6 });
  const field = (name: string) => fc.oneof(fc.constantFrom('', ...(known[name] ?? ['5']).map(String)), any);
  return fc
    .subarray(columns, { minLength: 1 })
    .chain((header) => fc.tuple(fc.constant(header), fc.array(fc.tuple(...header.map(field)), { maxLength: 5 })))
    .map(([header, rows]) => [header, ...rows]);
}

/** The contract says of a document that it is an object; its own schema says which. */
function withDocument(simulations: fc.Arbitrary<unknown>, known: Known): fc.Arbitrary<unknown> {
  const whole = fc
    .tuple(simulations, valuesOf(documents, known, definitions))
    .map(([one, program]) => ({ ...(one as object), program }));
  return fc.oneof(simulations, whole);
}

function written(call: FuzzedCall, parts: Parts, torn: number, format: number): FuzzedRequest {
  const { querystring, body } = parts ?? {};
  // A document says its code, and so does the path that it is saved under.
  const code =
    call.consumes?.includes('application/yaml') && format > 0 ? fieldOf(fieldOf(body, 'program'), 'code') : undefined;
  const params = code === undefined ? parts?.params : { code };
  const path = call.url.replace(/:(\w+)/g, (_, name) => encoded(fieldOf(params, name) ?? name));
  const fields = Object.entries(asObject(querystring)).flatMap(([name, value]) =>
    [value].flat().map((one) => `${encoded(name)}=${encoded(one)}`),
  );
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(asObject(parts?.headers))) {
    // What no client can put into a header is of the protocol's table.
    const text = plain(value).replace(/[^\t -~]/g, '?');
    if (/^[\w-]+$/.test(name)) headers[name] = text;
  }
  const url = `${path}${fields.length > 0 ? `?${fields.join('&')}` : ''}`;
  if (body === undefined) return { method: call.method, url, headers };
  const [type, text] = encodedBody(call, body, format);
  return {
    method: call.method,
    url,
    headers: { 'content-type': type, ...headers },
    payload: torn === 0 ? text.slice(0, -1) : torn === 1 ? `${text}\u0000` : text,
  };
}

function encodedBody({ consumes = ['application/json'] }: FuzzedCall, body: unknown, format: number): [string, string] {
  const type = consumes[format % consumes.length] ?? 'application/json';
  if (type === 'application/yaml') return [type, YAML.stringify(body, { aliasDuplicateObjects: false })];
  if (type === 'text/csv')
    return [
      type,
      [body]
        .flat()
        .map((row) => [row].flat().map(plain).join(','))
        .join('\n'),
    ];
  if (type === 'application/x-ndjson')
    return [
      type,
      [body]
        .flat()
        .map((line) => JSON.stringify(line))
        .join('\n'),
    ];
  return [type, JSON.stringify(body) ?? ''];
}

function asObject(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function fieldOf(value: unknown, name: string): unknown {
  return asObject(value)[name];
}

function encoded(value: unknown): string {
  return encodeURIComponent(plain(value).replace(/\p{Surrogate}/gu, '\ufffd'));
}

/** An object may have a field `toString`, which is no function. */
function plain(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
