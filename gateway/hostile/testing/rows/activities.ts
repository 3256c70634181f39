/** What is told of members besides purchases, and who referred them. */
import type { Row } from '../row.ts';
import type { Stage } from '../stage.ts';

const request = 'POST /v1/activities';
const survey = { type: 'survey', member: { card: 'anna' }, key: 'k' };
const referral = { type: 'referral', member: { card: 'boris' }, key: 'k' };

export const activities = (stage: Stage): readonly Row[] => [...shapes(), ...places(), ...referrals(stage)];

function shapes(): readonly Row[] {
  const invalid = { request, status: 422, code: 'invalid_request' } as const;
  const many = Object.fromEntries(Array.from({ length: 65 }, (_, at) => [`a${at}`, at]));
  const { key: _, ...keyless } = survey;
  return [
    { ...invalid, name: 'an activity without a key', body: keyless, path: '/key', message: /required/ },
    { ...invalid, name: 'an empty key', body: { ...survey, key: '' }, path: '/key', message: /must not be empty/ },
    {
      ...invalid,
      name: 'a key of 201',
      body: { ...survey, key: 'k'.repeat(201) },
      path: '/key',
      message: /at most 200/,
    },
    { ...invalid, name: 'a key with a line break', body: { ...survey, key: 'a\nb' }, path: '/key', message: /./ },
    { ...invalid, name: 'a type with blanks', body: { ...survey, type: 'my survey' }, path: '/type', message: /./ },
    { ...invalid, name: 'a type of an object', body: { ...survey, type: '__proto__' }, path: '/type', message: /./ },
    {
      ...invalid,
      name: 'a type of 65',
      body: { ...survey, type: 't'.repeat(65) },
      path: '/type',
      message: /at most 64/,
    },
    {
      ...invalid,
      name: '65 attributes',
      body: { ...survey, attributes: many },
      path: '/attributes',
      message: /at most 64/,
    },
    {
      ...invalid,
      name: 'a moment of its own',
      body: { ...survey, at: '2020-01-01T00:00:00Z' },
      path: '/at',
      message: /not a known/,
    },
  ];
}

function places(): readonly Row[] {
  return [
    {
      name: 'a till tells of another store',
      request,
      body: { ...survey, store: 's2' },
      status: 403,
      code: 'till_mismatch',
      path: '/store',
      message: /must be s1 or absent/,
    },
    {
      name: 'an activity in no such store',
      as: 'admin',
      request,
      body: { ...survey, store: 'nowhere' },
      status: 404,
      code: 'store_not_found',
      path: '/store',
      message: /is not known/,
    },
    {
      name: 'a marketer tells',
      as: 'marketer',
      request,
      body: survey,
      status: 403,
      code: 'forbidden',
      message: /role marketer may not do activities.create/,
    },
    {
      name: 'a blocked card’s activity',
      request,
      body: { ...survey, member: { card: 'lost' } },
      status: 409,
      code: 'card_blocked',
      path: '/member/card',
      message: /is blocked/,
    },
  ];
}

function referrals({ members }: Stage): readonly Row[] {
  const path = '/attributes/referrer';
  const invalid = { request, status: 422, code: 'invalid_request', path } as const;
  const refused = { request, status: 409, code: 'referral_refused' } as const;
  const by = (referrer: string | number) => ({ ...referral, attributes: { referrer } });
  return [
    { ...invalid, name: 'a referral by nobody', body: referral, message: /must name who referred/ },
    { ...invalid, name: 'a referral by a number', body: by(7), message: /must name who referred/ },
    { ...invalid, name: 'a referral by an empty text', body: by(''), message: /must name who referred/ },
    { ...refused, name: 'a referral by itself', body: by('boris'), path, message: /by itself or its own household/ },
    { ...refused, name: 'a referral by its own id', body: by(members.boris), path, message: /by itself/ },
    {
      name: 'a referral by no card',
      request,
      body: by("'; DROP TABLE referrals; --"),
      status: 404,
      code: 'card_not_found',
      path,
      message: /is nobody’s/,
    },
    {
      name: 'a registration by an unknown referrer',
      as: 'admin',
      request: 'POST /v1/members',
      body: { phone: '+79169990000', referrer: { phone: '+79169990001' } },
      status: 404,
      code: 'member_not_found',
      path: '/referrer',
      message: /is nobody’s/,
    },
    {
      name: 'a registration in no such store',
      as: 'admin',
      request: 'POST /v1/members',
      body: { phone: '+79169990000', store: 'nowhere' },
      status: 404,
      code: 'store_not_found',
      path: '/store',
      message: /is not known/,
    },
  ];
}
