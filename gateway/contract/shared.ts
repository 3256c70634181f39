/** The schemas that have a name: the OpenAPI document lists them once, and `ref` points at them. */
import type { TSchema } from 'typebox';
import { WireHold, WireHoldRequest } from './hold.ts';
import { WireProblem } from './problem.ts';
import { CommittedReceipt, WireQuote } from './quote.ts';
import { WireCommit, WireReceipt } from './receipt.ts';
import { CommittedReturn, WireReturn } from './return.ts';

export const shared: readonly TSchema[] = [
  WireProblem,
  WireReceipt,
  WireQuote,
  WireCommit,
  CommittedReceipt,
  WireReturn,
  CommittedReturn,
  WireHoldRequest,
  WireHold,
];
