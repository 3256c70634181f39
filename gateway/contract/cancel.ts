/** Voiding a whole receipt, and giving one to the member whose card was forgotten. */
import Type from 'typebox';
import { Code, Day, Id, MemberReference, ReceiptNumber, strict } from './common.ts';

export const WireCancel = Type.Object(
  {
    id: Type.Optional(Id('The receipt; or its till, businessDay and number.')),
    till: Type.Optional(Code('The till; known from its own key.')),
    businessDay: Type.Optional(Day('Defaults to the store’s current one.')),
    number: Type.Optional(ReceiptNumber('Its number; known or still to come.')),
  },
  { ...strict, $id: 'Cancel' },
);
export type WireCancel = Type.Static<typeof WireCancel>;

export const CancelledReceipt = Type.Object(
  {
    id: Type.Optional(Id('Absent: it had not arrived, and will be refused when it does.')),
    state: Type.Literal('cancelled'),
    till: Type.String(),
    businessDay: Type.String(),
    number: Type.String(),
  },
  { ...strict, $id: 'CancelledReceipt' },
);

export const WireAttach = Type.Object({ member: MemberReference }, { ...strict, $id: 'Attach' });
export type WireAttach = Type.Static<typeof WireAttach>;
