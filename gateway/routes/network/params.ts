/** Which store or till a path names. */
import Type from 'typebox';
import { Code, strict } from '../../contract/common.ts';

export const codeParams = Type.Object({ code: Code('Its code.') }, strict);
