import Type from 'typebox';
import { Code, strict } from '../../contract/common.ts';

export const campaignParams = Type.Object({ code: Code('The campaign’s code.') }, strict);
export const couponParams = Type.Object({ code: Code('The coupon’s code, in capitals or not.') }, strict);
