import type { ErrorCode } from '../contract/errors.ts';
import type { Incoming } from './codec.ts';

export function unreadable(code: ErrorCode, detail: string, outOfStep = false): Incoming {
  return { kind: 'unreadable', refusal: { code, detail }, outOfStep };
}
