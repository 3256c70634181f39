/** Which member, and which of its cards, a path names. */
import Type from 'typebox';
import { Code, Id, strict } from '../../contract/common.ts';

export const memberParams = Type.Object({ id: Id('The member.') }, strict);
export const cardParams = Type.Object({ id: Id('The member.'), number: Code('The card’s number.') }, strict);
