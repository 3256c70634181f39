/**
 * The chain of stage.ts under programmes that have something of everything, and members with a past under them: one who
 * is as rich as a purse allows, one who owes, one with stamps and a tier, one whose points are not active yet or melt,
 * two of one household, one who was referred. What the stage knows of them comes in `known`, for requests to name.
 */
import type { Test } from 'tap';
import { fullestPurse } from '../../../ledger/parties/purses.ts';
import { maxAmount, maxLines } from '../../contract/common.ts';
import type { Key, Reply } from '../../testing/start-gateway.ts';
import { richKnown } from './fuzz/rich-known.ts';
import type { Known } from './fuzz/schema.ts';
import { asPaid, remaining, richProgramme, tender } from './rich-programme.ts';
import { type Stage, setStage } from './stage.ts';

export interface RichStage {
  readonly stage: Stage;
  readonly known: Known;
}

const cards = ['vera', 'zoya', 'lots', 'stamps', 'friend'];
/** Of one household. */
const together = ['gleb', 'dora'];

export async function setRichStage(t: Test): Promise<RichStage> {
  const stage = await setStage(t, richProgramme(asPaid));
  const { gateway, time, members } = stage;
  const done = async (as: Key, request: string, body?: object, headers = {}): Promise<Reply['body']> => {
    const reply = await gateway.call(as, request, body, headers);
    if (reply.status >= 400) throw new Error(`${request}: ${reply.text}`);
    return reply.body;
  };
  let count = 0;
  const line = (sku: string, quantity: number, unitPrice: number, more: object = {}) => {
    count += 1;
    return { line: count, sku, quantity, unitPrice, ...more };
  };
  const sell = async (card: string, lines: readonly object[], more: object = {}, as: Key = 't1'): Promise<string> => {
    count += 1;
    const body = { number: `past-${count}`, businessTime: time, channel: 'pos', member: { card }, lines, ...more };
    return (await done(as, 'POST /v1/receipts', body)).id;
  };

  const person = { birthDate: time.slice(0, 10).replace(/^\d+/, '2000'), attributes: { shoe: 42 } };
  const ids = [members.anna, members.boris];
  await done('marketer', 'POST /v1/coupon-campaigns', { code: 'yours', kind: 'personal', expireAfter: 'P30D' });
  for (const [index, card] of cards.entries()) {
    const type = card === 'vera' ? 'employee' : card === 'lots' ? 'platinum' : 'club';
    const own = { phone: `+7916000010${index}`, cards: [{ number: card, type }], store: 's1', ...person };
    const favourites = { sku: ['cake'], category: ['drinks'], brand: ['y'] };
    const referrer = card === 'friend' ? { referrer: { card: 'vera' } } : {};
    ids.push((await done('call-centre', 'POST /v1/members', { ...own, favourites, ...referrer })).id);
  }
  for (const number of together) ids.push(await gateway.join({ name: number, cards: [{ number, type: 'club' }] }));
  const marry = 'UPDATE members SET party = (SELECT party FROM members WHERE id = $1) WHERE id = $2';
  await gateway.pool.query(marry, ids.slice(-2));

  const both = [{ card: 'anna' }, { card: 'vera' }, { card: 'gleb' }];
  await done('marketer', 'PUT /v1/segments/parents', { members: both });
  await done('marketer', 'PUT /v1/lists/uploaded', { skus: ['coffee', 'bread', 'mug'] });
  const prices = ['anna', 'stamps', 'vera'].flatMap((card) => [
    { member: { card }, sku: 'tea', percent: 33.33 },
    { member: { card }, sku: 'cake', amount: 500 },
    { member: { card }, sku: 'milk', price: 0 },
  ]);
  await done('marketer', 'PUT /v1/personal-prices/february', { prices });
  const made = await done('marketer', 'POST /v1/coupon-campaigns/yours/codes', { members: ids.slice(0, 4) });
  const personal: string[] = made.codes.map(({ code }: { code: string }) => code);
  const { codes: fresh } = await done('marketer', 'POST /v1/coupon-campaigns/once/codes', { count: 40 });
  const unique: string[] = fresh.map(({ code }: { code: string }) => code);

  // Hundreds of lots, and purses that hardly have room for more.
  const enrich = (purse: string) =>
    done('admin', `POST /v1/members/${members.boris}/adjust`, { points: maxAmount, reason: 'rich', purse });
  const times = Array.from({ length: fullestPurse / maxAmount - 3 });
  await Promise.all(times.flatMap((_, index) => ['bonus', ...(index < 50 ? ['summer'] : [])].map(enrich)));

  const sold = [
    await sell('stamps', [line('tea', 3, 50_000), line('mug', 2, 9_900), line('coffee', 2.5, 30_000)]),
    await sell('stamps', [line('knife', 1, 99_900)], { attributes: { accept: ['knife'] } }),
    await sell('lots', [line('cake', 1, 1_000_000), line('bread', 7, 3_333), line('tea', 1, 77)], { channel: 'web' }),
    await sell('vera', [line('milk', 6, 8_990), line('kettle', 1, 250_000)], { coupons: ['WELCOME10', unique[0]] }),
    await sell('friend', [line('points-1000', 2, 100_000), line('tea', 0.125, 1_000)], { coupons: [unique[1]] }),
    await sell('gleb', [line('cake', 2, 100_000, { manualDiscount: 1, minPrice: 90_000 }), line('jackpot', 1, 100)]),
    await sell('dora', [line('bottle', 3, -1_000), line('delivery', 1, 19_900)], { redeem: [{ points: 'max' }] }),
  ];
  // As many lines, and as much, as a receipt may come to.
  const dearest = Array.from({ length: maxLines }, (_, index) => ({
    ...{
      line: index + 1,
      sku: ['tea', 'cake', 'milk', 'mug'][index % 4],
      quantity: 1,
      unitPrice: maxAmount / maxLines,
    },
  }));
  sold.push(await sell('boris', dearest));

  // What was earned is spent, and then comes back.
  const earned = await sell('zoya', [line('milk', 10, 100_000)]);
  await sell('zoya', [line('milk', 10, 100_000)], { redeem: [{ points: 'max' }] });
  const giveBack = (id: string, lines: object[], number: string) =>
    done('t1', 'POST /v1/returns', { number, businessTime: time, receipt: { id }, lines });
  const wholeLine = (await done('t1', `GET /v1/receipts/${earned}`)).lines[0].line;
  const back = [(await giveBack(earned, [{ line: wholeLine, quantity: 10 }], 'back-1')).id];
  const first = (await done('t1', `GET /v1/receipts/${sold[0]}`)).lines[0].line;
  back.push((await giveBack(sold[0] ?? '', [{ line: first, quantity: 1 }], 'back-2')).id);
  sold.push(
    await sell('vera', [line('tea', 1, 100)], {
      returns: [{ receipt: { id: sold[0] }, lines: [{ line: first, quantity: 1 }] }],
    }),
  );

  const certificates = ['GIFT0002', 'GIFT0003', 'SOLD0001', 'SOLD0002', 'SOLD0003'];
  for (const code of certificates) await done('marketer', 'POST /v1/certificates', { amount: 500_000, code });
  for (const code of certificates.slice(0, 2)) await done('t1', `POST /v1/certificates/${code}/activate`);
  const sellGift = (code: string) => line('gift', 1, 500_000, { attributes: { certificate: code }, earnable: false });
  sold.push(await sell('vera', [sellGift('SOLD0001')]));
  const kept = { certificate: { code: 'GIFT0002', amount: 7_000 }, member: { card: 'lots' }, redeem: [{ points: 5 }] };
  const paying = (await done('t1', 'POST /v1/holds', { number: 'gift-paid', ...kept })).id;
  sold.push(await sell('lots', [line('kettle', 1, 10_000)], { number: 'gift-paid', holds: [paying] }));
  const holds = [
    (await done('t1', 'POST /v1/holds', { number: '7', certificate: { code: 'GIFT0003', amount: 1_000 } })).id,
    (await done('t1', 'POST /v1/holds', { number: '8', member: { card: 'lots' }, redeem: [{ points: 1 }] })).id,
    (await done('t1', 'POST /v1/holds', { number: '9', member: { card: 'vera' }, coupons: [unique[2]] })).id,
  ];
  const charged = { net: 77, lines: [{ line: 1, net: 77 }] };
  sold.push(await sell('vera', [{ ...line('kettle', 1, 10_000), line: 1 }], { charged, offline: true }));

  const survey = { type: 'survey', member: { card: 'vera' }, attributes: { score: 9 } };
  for (const key of ['s1', 's2']) await done('t1', 'POST /v1/activities', { ...survey, key });
  const job = (await done('admin', 'POST /v1/adjust-jobs?segment=parents&points=7&reason=gift&purse=promo')).id;

  await gateway.publish(richProgramme(remaining));
  sold.push(await sell('stamps', [line('tea', 4, 45_000), line('milk', 3, 8_990), line('mug', 4, 9_900)]));
  await gateway.publish(richProgramme(tender));
  sold.push(await sell('stamps', [line('tea', 4, 45_000), line('cake', 1, 100_000)], { redeem: [] }, 't4'));

  return {
    stage,
    known: richKnown(stage, {
      ids,
      cards: [...cards, ...together],
      sold,
      back,
      holds,
      job,
      coupons: [...personal, ...unique],
    }),
  };
}
