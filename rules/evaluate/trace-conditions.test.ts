/** What the trace says of a rule whose gate or condition failed: the part that did, in the receipt's own numbers. */
import type { MemberState } from '../model/member-state.ts';
import { traceCases } from './testing/trace-cases.ts';

const gold: MemberState = { tier: 'gold', segments: ['young'], cards: ['virtual'] };
const night = { at: '2026-11-22T23:30:00+03:00' };
const cash = [{ type: 'cash', amount: 10000, attributes: {} }];

traceCases('gates', [
  { rule: 'channels: [web, app]', said: 'unmet: channel pos not in web, app' },
  { rule: 'stores: [s2, "region:north"]', said: 'unmet: store s1, region:centre not in s2, region:north' },
  { rule: 'tiers: [vip]', member: gold, said: 'unmet: tier gold not in vip' },
  { rule: 'tiers: [vip]', said: 'unmet: no tier; asked for vip' },
  { rule: 'tiers: [vip]', member: null, said: 'unmet: no member' },
  { rule: 'cards: [employee]', member: gold, said: 'unmet: cards virtual not in employee' },
  { rule: 'segments: [old]', member: gold, said: 'unmet: segments young not in old' },
  {
    rule: 'active: { from: 2026-11-22T12:30 }',
    said: 'unmet: begins at 2026-11-22T12:30; it is 2026-11-22T12:00:00',
  },
  { rule: 'active: { to: 2026-11-22T12:00 }', said: 'unmet: ended at 2026-11-22T12:00; it is 2026-11-22T12:00:00' },
  { rule: 'schedule: [{ days: [fri, sat] }]', said: 'unmet: sun 2026-11-22T12:00:00 is outside fri, sat' },
  {
    rule: 'schedule: [{ hours: ["18:00-21:00"] }]',
    receipt: night,
    said: 'unmet: sun 2026-11-22T23:30:00 is outside 18:00-21:00',
  },
  {
    rule: 'schedule: [{ monthDays: [31] }]',
    said: 'unmet: sun 2026-11-22T12:00:00 is outside day 31 of the month',
  },
  {
    rule: 'schedule: [{ monthDays: [-1, -2] }, { days: [mon], hours: ["08:00-10:00"], monthDays: [1] }]',
    said:
      'unmet: sun 2026-11-22T12:00:00 is outside the last day or day 2 from the end of the month' +
      ' or mon 08:00-10:00 on day 1 of the month',
  },
  {
    rule: 'tenders: [{ type: card, attributes: { bank: [partner, other] } }]',
    receipt: { tenders: cash },
    said: 'unmet: tenders cash have no card with bank partner or other',
  },
  { rule: 'tenders: [{ type: card }]', said: 'unmet: no tenders; asked for card' },
  {
    rule: '',
    group: `code: g, type: price, when: receipt.channel == "web", rules: [{ code: one, do: { percent_off: { percent: 1 } } }]`,
    said: 'unmet: group g: receipt.channel "pos" != "web"',
  },
]);

const when = (condition: string) => `when: '${condition}'`;
const there = { location: { lat: 55.75, lon: 37.61 } };

traceCases('conditions', [
  { rule: when('receipt.total >= 100000'), said: 'unmet: receipt.total 10000 < 100000' },
  { rule: when('100000 <= receipt.gross'), said: 'unmet: 100000 > receipt.gross 10000' },
  { rule: when('receipt.quantity > 1'), lines: [{ quantity: 0.75 }], said: 'unmet: receipt.quantity 0.75 <= 1' },
  // && names the part that failed, the first of them; || all of its parts
  {
    rule: when('receipt.lineCount > 0 && receipt.total > 20000 && false'),
    said: 'unmet: receipt.total 10000 <= 20000',
  },
  {
    rule: when('receipt.total > 20000 || receipt.lineCount == 2'),
    said: 'unmet: receipt.total 10000 <= 20000 and receipt.lineCount 1 != 2',
  },
  {
    rule: when('receipt.lineCount == 1 && (member.known && member.age > 17 || receipt.total > 5)'),
    said: 'applied: 1000 off 1 line',
  },
  {
    rule: when('receipt.lineCount == 1 && (receipt.total > 20000 || !member.known)'),
    said: 'unmet: receipt.total 10000 <= 20000 and member.known is true',
  },
  // ! is told by what it turns round
  { rule: when('!(receipt.total > 5)'), said: 'unmet: receipt.total 10000 > 5' },
  { rule: when('!member.known'), said: 'unmet: member.known is true' },
  { rule: when('!("young" in member.segments)'), member: gold, said: 'unmet: "young" is in member.segments ["young"]' },
  {
    rule: when('!has(receipt.attributes.utm)'),
    receipt: { attributes: { utm: 'mail' } },
    said: 'unmet: receipt.attributes.utm is present',
  },
  // in, has(), ?:, texts
  {
    rule: when('member.tier in ["vip", "base"]'),
    member: gold,
    said: 'unmet: member.tier "gold" is not in ["vip", "base"]',
  },
  { rule: when('"utm" in receipt.attributes'), said: 'unmet: "utm" is not in receipt.attributes' },
  { rule: when('has(member.age)'), said: 'unmet: member.age is missing' },
  {
    rule: when('member.known ? receipt.total > 20000 : true'),
    said: 'unmet: member.known is true, and receipt.total 10000 <= 20000',
  },
  { rule: when('store.code.startsWith("x")'), said: 'unmet: store.code "s1" does not start with "x"' },
  {
    rule: when('receipt.attributes.vip'),
    receipt: { attributes: { vip: false } },
    said: 'unmet: receipt.attributes.vip is false',
  },
  {
    rule: when('receipt.attributes.age >= 18'),
    receipt: { attributes: { age: '19' } },
    said: 'unmet: receipt.attributes.age "19" and 18 are of different kinds',
  },
  { rule: when('now.getHours() >= 18'), said: 'unmet: now.getHours() 12 < 18' },
  {
    rule: when('now < timestamp("2026-11-01T00:00:00Z")'),
    said: 'unmet: now 2026-11-22T09:00:00.000Z >= timestamp("2026-11-01T00:00:00Z") 2026-11-01T00:00:00.000Z',
  },
  // what is missing is named, however deep it lies
  { rule: when('member.age > 60'), said: 'unmet: member.age is missing' },
  { rule: when('(member.age + 1) * 2 > 60'), said: 'unmet: member.age is missing' },
  { rule: when('-receipt.attributes.rest > 60'), said: 'unmet: receipt.attributes.rest is missing' },
  {
    rule: when('receipt.total / (receipt.lineCount - 1) > 60'),
    said: 'unmet: receipt.total 10000 / receipt.lineCount - 1 (0) comes to no number',
  },
  {
    rule: when('receipt.attributes.x + 1 > 60'),
    receipt: { attributes: { x: 'many' } },
    said: 'unmet: receipt.attributes.x "many" is no number',
  },
  { rule: when('activity("survey").last.score >= 8'), said: 'unmet: activity("survey").last.score is missing' },
  // reckoned numbers are rounded in words only
  {
    rule: when('(member.purchases + 1) % 5 == 0'),
    member: { purchases: 1 },
    said: 'unmet: (member.purchases + 1) % 5 (2) != 0',
  },
  { rule: when('receipt.total / 3 > 5000'), said: 'unmet: receipt.total / 3 (3333.333) <= 5000' },
  { rule: when('distance(55.9, 37.61) < 2'), receipt: there, said: 'unmet: distance(55.9, 37.61) 16.679 >= 2' },
  {
    rule: when('receipt.attributes.x < 2'),
    receipt: { attributes: { x: 2.00001 } },
    said: 'unmet: receipt.attributes.x 2.00001 >= 2',
  },
  { rule: when('distance(55.9, 37.61) < 2'), said: 'unmet: distance(55.9, 37.61) is missing' },
  {
    rule: when('items({list: "season"}).amount >= 20000'),
    said: 'unmet: items({list: "season"}).amount 10000 < 20000',
  },
]);
