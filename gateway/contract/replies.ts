import type { TUnsafe } from 'typebox';
import { type ErrorCode, errorTable, type Problem } from './errors.ts';
import { WireProblem } from './problem.ts';
import { ref } from './reference.ts';

interface ProblemReply {
  readonly description: string;
  readonly content: { readonly 'application/problem+json': { readonly schema: TUnsafe<Problem> } };
}

/** Codes that any call with a key and a body can answer. */
const always = [
  'malformed_request',
  'headers_too_large',
  'unauthenticated',
  'forbidden',
  'malformed_body',
  'invalid_request',
  'body_too_large',
  'request_timeout',
  'unsupported_media_type',
  'internal_error',
  'overloaded',
  'unavailable',
  'draining',
] as const satisfies readonly ErrorCode[];

/** Which problems a call answers, for the OpenAPI document: a reply for each status, naming its codes. */
export function problems(...codes: readonly ErrorCode[]): Record<number, ProblemReply> {
  const byStatus = new Map<number, ErrorCode[]>();
  for (const code of codes) {
    const { status } = errorTable[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  const replies = [...byStatus].map(([status, named]) => {
    const description = named.map((code) => `\`${code}\`: ${errorTable[code].title}.`).join(' ');
    return [status, { description, content: { 'application/problem+json': { schema: ref(WireProblem) } } }] as const;
  });
  return Object.fromEntries(replies);
}

/** The call's own codes and those that any call can answer. */
export function allProblems(...codes: readonly ErrorCode[]): Record<number, ProblemReply> {
  return problems(...new Set([...codes, ...always]));
}
