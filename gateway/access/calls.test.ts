import t from 'tap';
import { testGateway } from '../testing/test-gateway.ts';
import { type Call, calls, mayCall } from './calls.ts';
import { type Role, roles } from './credential.ts';

/** Design §4 in a table: + may, - may not; in the order of `roles`: till, shop, call-centre, marketer, admin. */
const truth: Record<Call, string> = {
  'till.connect': '++--+',
  'quotes.create': '+++-+',
  'holds.create': '++--+',
  'holds.extend': '++--+',
  'holds.read': '+++-+',
  'holds.list': '--+-+',
  'holds.void': '+++-+',
  'receipts.create': '++--+',
  'receipts.batch': '++--+',
  'receipts.read': '+++-+',
  'receipts.cancel': '++--+',
  'receipts.attach': '++--+',
  'returns.create': '++--+',
  'activities.create': '+++-+',
  'members.create': '--+-+',
  'members.find': '+++-+',
  'members.read': '--+-+',
  'members.change': '--+-+',
  'members.cards': '--+-+',
  'members.operations': '--+-+',
  'members.adjust': '--+-+',
  'adjust-jobs.read': '----+',
  'adjust-jobs.write': '----+',
  'certificates.issue': '---++',
  'certificates.read': '+++++',
  'certificates.activate': '++--+',
  'certificates.revoke': '---++',
  'programmes.read': '---++',
  'programmes.save': '---++',
  'programmes.publish': '---++',
  'references.read': '---++',
  'references.write': '---++',
  'coupons.read': '--+++',
  'coupons.write': '---++',
  simulate: '---++',
  'stores.read': '----+',
  'stores.write': '----+',
  'tills.read': '----+',
  'tills.write': '----+',
  'keys.read': '----+',
  'keys.write': '----+',
};

t.test('call × role', async (t) => {
  t.strictSame(Object.keys(calls).sort(), Object.keys(truth).sort());
  for (const [call, row] of Object.entries(truth) as [Call, string][]) {
    const said = roles.map((role) => (mayCall(role, call) ? '+' : '-')).join('');
    t.equal(said, row, call);
  }
});

const id = '01890000-0000-7000-8000-000000000000';
/** One request for each call, good enough to get past the door. */
const requests: Record<Call, string> = {
  'till.connect': 'GET /v1/till',
  'quotes.create': 'POST /v1/quotes',
  'holds.create': 'POST /v1/holds',
  'holds.extend': `POST /v1/holds/${id}/extend`,
  'holds.read': `GET /v1/holds/${id}`,
  'holds.list': `GET /v1/holds?member=${id}`,
  'holds.void': `POST /v1/holds/${id}/void`,
  'receipts.create': 'POST /v1/receipts',
  'receipts.batch': 'POST /v1/receipts/batch',
  'receipts.read': `GET /v1/receipts/${id}`,
  'receipts.cancel': 'POST /v1/receipts/cancel',
  'receipts.attach': `POST /v1/receipts/${id}/attach`,
  'returns.create': 'POST /v1/returns',
  'activities.create': 'POST /v1/activities',
  'members.create': 'POST /v1/members',
  'members.find': 'GET /v1/members?card=x',
  'members.read': `GET /v1/members/${id}`,
  'members.change': `PATCH /v1/members/${id}`,
  'members.cards': `POST /v1/members/${id}/cards`,
  'members.operations': `GET /v1/members/${id}/operations`,
  'members.adjust': `POST /v1/members/${id}/adjust`,
  'adjust-jobs.read': 'GET /v1/adjust-jobs',
  'adjust-jobs.write': `POST /v1/adjust-jobs/${id}/undo`,
  'certificates.issue': 'POST /v1/certificates',
  'certificates.read': 'GET /v1/certificates/x',
  'certificates.activate': 'POST /v1/certificates/x/activate',
  'certificates.revoke': 'POST /v1/certificates/x/revoke',
  'programmes.read': 'GET /v1/programs',
  'programmes.save': 'POST /v1/programs/main/versions',
  'programmes.publish': 'POST /v1/programs/main/versions/1/publish',
  'references.read': 'GET /v1/lists',
  'references.write': 'PUT /v1/lists/x',
  'coupons.read': 'GET /v1/coupon-campaigns',
  'coupons.write': 'POST /v1/coupon-campaigns',
  simulate: 'POST /v1/simulate',
  'stores.read': 'GET /v1/stores',
  'stores.write': 'POST /v1/stores',
  'tills.read': 'GET /v1/tills',
  'tills.write': 'POST /v1/tills',
  'keys.read': 'GET /v1/keys',
  'keys.write': 'POST /v1/keys',
};

t.test('the door is where the table says', async (t) => {
  const { call: ask } = await testGateway(t);
  for (const call of Object.keys(truth) as Call[]) {
    for (const role of [...roles, null] as (Role | null)[]) {
      // A body nobody can read: who gets past the door is told so, and nothing else happens.
      const body = requests[call].startsWith('GET') || /void|publish$/.test(requests[call]) ? undefined : '{';
      if (body === undefined && role !== null && mayCall(role, call) && /holds|receipts/.test(call)) continue;
      const reply = await ask(requests[call], { as: role, body });
      const expected = role === null ? 401 : mayCall(role, call) ? undefined : 403;
      if (expected !== undefined) t.equal(reply.status, expected, `${call} as ${role}`);
      else t.notOk([401, 403].includes(reply.status), `${call} as ${role}: ${reply.status}`);
    }
  }
});
