/**
 * What a quote promised, signed: which programme version, seen when and on which version of the party, and a digest of
 * the result. A commit that carries it is evaluated under the same version and must come out the same.
 *
 * Format: base64url(JSON) "." base64url(HMAC-SHA-256 of the first part). The signing key is kept in Postgres, so any
 * gateway can read what another has signed.
 */
import { createHmac, hash, timingSafeEqual } from 'node:crypto';
import type { Evaluation } from '../../../rules/model/evaluation.ts';
import { refuse } from '../../contract/errors.ts';

const validMs = 24 * 3_600_000;

export interface QuotePromise {
  readonly store: string;
  readonly programme: { readonly code: string; readonly version: number; readonly hash: string };
  /** Epoch ms. */
  readonly at: number;
  /** Null: no member. */
  readonly partyVersion: number | null;
  readonly digest: string;
}

/** What the customer sees of an evaluation: two with one digest are the same to them. */
export function digestOf(evaluation: Evaluation): string {
  const seen = evaluation.lines.map((line) => [line.line, line.net, line.discount, line.redeemed, line.earned]);
  const spent = (evaluation.costs ?? []).map(({ rule, purse, count }) => [rule, purse, count]);
  const stamps = evaluation.rewards.flatMap((one) => (one.kind === 'stamps' ? [[one.rule, one.purse, one.count]] : []));
  const all = spent.length + stamps.length === 0 ? seen : [seen, spent, stamps];
  return hash('sha256', JSON.stringify(all), 'base64url').slice(0, 22);
}

const sign = (key: Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();

export function issueToken(key: Buffer, promise: QuotePromise): string {
  const text = Buffer.from(JSON.stringify(promise)).toString('base64url');
  return `${text}.${sign(key, text).toString('base64url')}`;
}

/** Reads a token at the store it was given in. Refuses quote_invalid and, unless `expiredToo`, quote_expired. */
export function readToken(
  key: Buffer,
  token: string,
  { store, now, expiredToo }: { readonly store: string; readonly now: number; readonly expiredToo: boolean },
): QuotePromise {
  const [text, signature, ...rest] = token.split('.');
  const given = Buffer.from(signature ?? '', 'base64url');
  const expected = sign(key, text ?? '');
  if (text === undefined || rest.length > 0 || given.length !== expected.length || !timingSafeEqual(given, expected)) {
    refuse('quote_invalid', 'quote: the token is not one of ours', {
      errors: [{ path: '/quote', message: 'is not one of ours' }],
    });
  }
  const promise = JSON.parse(Buffer.from(text, 'base64url').toString()) as QuotePromise;
  if (promise.store !== store) {
    refuse('quote_invalid', `quote: the token was given in store ${promise.store}`, {
      errors: [{ path: '/quote', message: `was given in store ${promise.store}` }],
    });
  }
  if (now > promise.at + validMs && !expiredToo) {
    refuse('quote_expired', `quote: the token is of ${new Date(promise.at).toISOString()}; ask for a new quote`, {
      errors: [{ path: '/quote', message: 'is older than 24 hours' }],
    });
  }
  return promise;
}
