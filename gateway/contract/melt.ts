import Type from 'typebox';
import { strict } from './common.ts';

export const WireMelt = Type.Object(
  { every: Type.String({ description: 'ISO 8601, P7D.' }), percent: Type.Number() },
  { ...strict, description: 'So much of what is left goes every so often.' },
);
