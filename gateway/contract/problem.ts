/** Every refusal and fault on the wire: application/problem+json (RFC 9457) with a code of the closed table. */
import Type from 'typebox';
import { strict } from './common.ts';
import { type ErrorCode, errorTable, type Problem, type Refusal } from './errors.ts';

export const WireProblem = Type.Object(
  {
    type: Type.String({ description: 'urn:tillgate:error: and the code.' }),
    title: Type.String({ description: 'The same for every error of the code.' }),
    status: Type.Integer({ description: 'The HTTP status.' }),
    code: Type.Unsafe<ErrorCode>({ type: 'string', enum: Object.keys(errorTable) }),
    detail: Type.String({ description: 'What was wrong with this request.' }),
    errors: Type.Optional(
      Type.Array(
        Type.Object(
          {
            path: Type.String({ description: 'A JSON pointer into the body, or the name of a header or query field.' }),
            message: Type.String(),
          },
          strict,
        ),
      ),
    ),
    retryable: Type.Boolean({ description: 'Whether the very same request may succeed later.' }),
    requestId: Type.String({ description: 'Also in X-Request-Id, and in our log.' }),
    quote: Type.Optional(Type.Unknown({ description: 'With quote_changed: the new Quote.' })),
  },
  {
    ...strict,
    $id: 'Problem',
    examples: [
      {
        type: 'urn:tillgate:error:clock_skew',
        title: errorTable.clock_skew.title,
        status: 422,
        code: 'clock_skew',
        detail: '/businessTime is 25 hours behind the server’s clock',
        errors: [{ path: '/businessTime', message: 'must lie between 24 hours ago and 5 minutes from now' }],
        retryable: false,
        requestId: '0199-example',
      },
    ],
  },
);

/** What a client sent comes back to it in words, but not a megabyte of it. */
const longest = 1_000;

function short(text: string): string {
  return text.length > longest ? `${text.slice(0, longest).replace(/\p{Surrogate}$/u, '')}…` : text;
}

export function problemOf(refusal: Refusal, requestId: string): Problem {
  const { status, title, retryable } = errorTable[refusal.code];
  return {
    type: `urn:tillgate:error:${refusal.code}`,
    title,
    status,
    code: refusal.code,
    detail: short(refusal.detail),
    ...(refusal.errors !== undefined && {
      errors: refusal.errors.map(({ path, message }) => ({ path: short(path), message: short(message) })),
    }),
    retryable,
    requestId,
    ...(refusal.quote !== undefined && { quote: refusal.quote }),
  };
}
