/** Which programme, and which version of it, a path names. */
import Type from 'typebox';
import { Code, strict } from '../../contract/common.ts';

const code = Code('The programme’s code.');

/** As Postgres has it. */
export const versionNumber = Type.Integer({ minimum: 1, maximum: 2_147_483_647, description: 'The version’s number.' });

export const programmeParams = Type.Object({ code }, strict);
export const versionParams = Type.Object({ code, version: versionNumber }, strict);
