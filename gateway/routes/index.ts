/** Every call of the gateway, one line each; index.test.ts fails on a route file that is not here. */

import { postActivities } from './activities/create.ts';
import { postAdjustJobs } from './adjust/create.ts';
import { getAdjustJobs } from './adjust/list.ts';
import { postAdjust } from './adjust/one.ts';
import { getAdjustOutcomes } from './adjust/outcomes.ts';
import { getAdjustJob } from './adjust/read.ts';
import { undoAdjustJobRoute } from './adjust/undo.ts';
import { activateCertificate } from './certificates/activate.ts';
import { postCertificates } from './certificates/issue.ts';
import { getCertificate } from './certificates/read.ts';
import { revokeCertificate } from './certificates/revoke.ts';
import { patchCampaign } from './coupons/campaign-change.ts';
import { postCampaigns } from './coupons/campaign-create.ts';
import { getCampaigns } from './coupons/campaign-list.ts';
import { getCampaign } from './coupons/campaign-read.ts';
import { postCodes } from './coupons/codes-create.ts';
import { getCoupon } from './coupons/coupon-read.ts';
import { postCouponRevoke } from './coupons/coupon-revoke.ts';
import { getMemberCoupons } from './coupons/member-coupons.ts';
import { getLive } from './health/live.ts';
import { getMetrics } from './health/metrics.ts';
import { getReady } from './health/ready.ts';
import { createHoldRoute } from './holds/create.ts';
import { extendHoldRoute } from './holds/extend.ts';
import { listHoldsRoute } from './holds/list.ts';
import { getHold } from './holds/read.ts';
import { voidHoldRoute } from './holds/void.ts';
import { postCardBlock } from './members/card-block.ts';
import { postCards } from './members/card-issue.ts';
import { postCardReplace } from './members/card-replace.ts';
import { postCardUnblock } from './members/card-unblock.ts';
import { patchMember } from './members/change.ts';
import { postMembers } from './members/create.ts';
import { getMembers } from './members/find.ts';
import { getOperations } from './members/operations.ts';
import { getMember } from './members/read.ts';
import { postKeys } from './network/key-create.ts';
import { getKeys } from './network/key-list.ts';
import { deleteKey } from './network/key-revoke.ts';
import { patchStore } from './network/store-change.ts';
import { postStores } from './network/store-create.ts';
import { getStores } from './network/store-list.ts';
import { getStore } from './network/store-read.ts';
import { patchTill } from './network/till-change.ts';
import { postTills } from './network/till-create.ts';
import { getTills } from './network/till-list.ts';
import { getTill } from './network/till-read.ts';
import { getProgrammes } from './programmes/list.ts';
import { postPublish } from './programmes/publish.ts';
import { getProgramme } from './programmes/read.ts';
import { postRevoke } from './programmes/revoke.ts';
import { postVersions } from './programmes/save.ts';
import { getProgrammeSchema } from './programmes/schema.ts';
import { getVersion } from './programmes/version.ts';
import { getVersions } from './programmes/versions.ts';
import { createQuote } from './quotes/create.ts';
import { attachReceipt } from './receipts/attach.ts';
import { commitBatchOfReceipts } from './receipts/batch.ts';
import { cancelReceipt } from './receipts/cancel.ts';
import { createReceipt } from './receipts/create.ts';
import { findReceiptByKey } from './receipts/find.ts';
import { getReceipt } from './receipts/read.ts';
import { getList, getListItems, getLists, postList, putList } from './reference/lists.ts';
import {
  getAllPersonalPrices,
  getPersonalPrices,
  getPersonalPricesItems,
  postPersonalPrices,
  putPersonalPrices,
} from './reference/personal-prices.ts';
import { getSegment, getSegmentItems, getSegments, postSegment, putSegment } from './reference/segments.ts';
import { createReturn } from './returns/create.ts';
import type { Route } from './route.ts';
import { createSimulation } from './simulate/create.ts';
import { connectTill } from './till/connect.ts';

export const routes: readonly Route[] = [
  getLive,
  getReady,
  getMetrics,
  createQuote,
  createReceipt,
  getReceipt,
  findReceiptByKey,
  cancelReceipt,
  attachReceipt,
  commitBatchOfReceipts,
  createReturn,
  createHoldRoute,
  getHold,
  listHoldsRoute,
  voidHoldRoute,
  extendHoldRoute,
  postAdjust,
  postAdjustJobs,
  getAdjustJobs,
  getAdjustJob,
  getAdjustOutcomes,
  undoAdjustJobRoute,
  postCertificates,
  getCertificate,
  activateCertificate,
  revokeCertificate,
  createSimulation,
  connectTill,
  postActivities,
  postMembers,
  getMembers,
  getMember,
  patchMember,
  postCards,
  postCardBlock,
  postCardUnblock,
  postCardReplace,
  getOperations,
  postCampaigns,
  getCampaigns,
  getCampaign,
  patchCampaign,
  postCodes,
  getCoupon,
  postCouponRevoke,
  getMemberCoupons,
  postVersions,
  getProgrammes,
  getProgrammeSchema,
  getProgramme,
  getVersions,
  getVersion,
  postPublish,
  postRevoke,
  postStores,
  getStores,
  getStore,
  patchStore,
  postTills,
  getTills,
  getTill,
  patchTill,
  postKeys,
  getKeys,
  deleteKey,
  putList,
  postList,
  getList,
  getListItems,
  getLists,
  putSegment,
  postSegment,
  getSegment,
  getSegmentItems,
  getSegments,
  putPersonalPrices,
  postPersonalPrices,
  getPersonalPrices,
  getPersonalPricesItems,
  getAllPersonalPrices,
];
