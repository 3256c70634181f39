/** The schemas that have a name: the OpenAPI document lists them once, and `ref` points at them. */
import type { TSchema } from 'typebox';
import { DoneActivity, WireActivity } from './activity.ts';
import { NewAdjustment, WireAdjusted, WireAdjustJob } from './adjust.ts';
import { CancelledReceipt, WireAttach, WireCancel } from './cancel.ts';
import { NewCertificates, WireCertificate } from './certificate.ts';
import { CampaignChange, CodesRequest, MadeCodes, NewCampaign, WireCampaign, WireCoupon } from './coupon.ts';
import { WireHold, WireHoldRequest } from './hold.ts';
import { MemberChange, NewMember, WireMember, WireOperation } from './member.ts';
import {
  NewKey,
  NewStore,
  NewTill,
  StoreChange,
  TillChange,
  WireCreatedKey,
  WireKey,
  WireStore,
  WireTill,
} from './network.ts';
import { WireProblem } from './problem.ts';
import { SavedVersion, WireProgramme, WireVersion, WireVersionWithSource } from './programme.ts';
import { CommittedReceipt, WireQuote } from './quote.ts';
import { WireCommit, WireReceipt } from './receipt.ts';
import {
  WireList,
  WirePersonalPrices,
  WireReference,
  WireReferenceDetail,
  WireReferences,
  WireSegment,
  WireUploaded,
} from './reference-data.ts';
import { CommittedReturn, WireReturn } from './return.ts';
import { SimulatedQuote, WireSimulation } from './simulate.ts';

export const shared: readonly TSchema[] = [
  WireProblem,
  WireReceipt,
  WireQuote,
  WireCommit,
  CommittedReceipt,
  WireReturn,
  CommittedReturn,
  WireCancel,
  CancelledReceipt,
  WireAttach,
  WireSimulation,
  SimulatedQuote,
  NewAdjustment,
  WireAdjusted,
  WireAdjustJob,
  NewCertificates,
  WireCertificate,
  WireActivity,
  DoneActivity,
  WireHoldRequest,
  WireHold,
  NewCampaign,
  CampaignChange,
  WireCampaign,
  CodesRequest,
  MadeCodes,
  WireCoupon,
  NewMember,
  MemberChange,
  WireMember,
  WireOperation,
  SavedVersion,
  WireVersion,
  WireVersionWithSource,
  WireProgramme,
  NewStore,
  StoreChange,
  WireStore,
  NewTill,
  TillChange,
  WireTill,
  NewKey,
  WireKey,
  WireCreatedKey,
  WireReference,
  WireReferenceDetail,
  WireReferences,
  WireUploaded,
  WireList,
  WireSegment,
  WirePersonalPrices,
];
