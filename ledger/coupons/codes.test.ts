import t from 'tap';
import { fc } from '../../rules/testing/fast-check.ts';
import { batchCodes, codeMeant, memberCode, rewardCode } from './codes.ts';

const secret = Buffer.alloc(32, 7);
const other = Buffer.alloc(32, 8);
const written = /^[0-9A-HJKMNP-TV-Z]{16}$/;

t.test('a batch’s codes: all different, none like another batch’s or another installation’s', async (t) => {
  const codes = batchCodes(secret, 'b1', 0, 20_000);
  for (const code of codes.slice(0, 100)) t.match(code, written);
  const all = new Set([
    ...codes,
    ...batchCodes(secret, 'b2', 0, 20_000),
    ...batchCodes(other, 'b1', 0, 20_000),
    rewardCode(secret, 'r1', 'rule', 0),
    rewardCode(secret, 'r1', 'rule', 1),
    rewardCode(secret, 'r1', 'other', 0),
    rewardCode(other, 'r1', 'rule', 0),
    memberCode(secret, 'b1', 'm1', 0),
    memberCode(secret, 'b1', 'm1', 1),
    memberCode(secret, 'b1', 'm2', 0),
  ]);
  t.equal(all.size, 60_007);
});

t.test('every one of the 80 bits is used: each place has each digit, about as often', async (t) => {
  const counts = Array.from({ length: 16 }, () => new Map<string, number>());
  for (const code of batchCodes(secret, 'b3', 0, 32_000)) {
    for (const [place, digit] of [...code].entries()) counts[place]?.set(digit, (counts[place]?.get(digit) ?? 0) + 1);
  }
  for (const place of counts) {
    t.equal(place.size, 32);
    // A thousand each is expected, and a deviation of 200 is more than six times the usual one.
    for (const count of place.values()) t.ok(count > 800 && count < 1_200, String(count));
  }
});

t.test('taken up again anywhere, they are the same', async (t) => {
  const whole = batchCodes(secret, 'b1', 0, 400);
  fc.assert(
    fc.property(fc.nat(399), fc.nat(400), (from, to) => {
      const count = Math.max(0, Math.min(400, to) - from);
      t.strictSame(batchCodes(secret, 'b1', from, count), whole.slice(from, from + count));
    }),
  );
  t.equal(rewardCode(secret, 'r1', 'rule', 0), rewardCode(secret, 'r1', 'rule', 0));
});

t.test('what somebody wrote for it', async (t) => {
  t.equal(codeMeant('OIL0123456789ABC'), '0110123456789ABC');
  t.equal(codeMeant('0110123456789ABC'), undefined, 'as it is');
  t.equal(codeMeant('WELCOME10'), undefined, 'not one of ours');
  t.equal(codeMeant('UIL0123456789ABC'), undefined, 'no code has a U');
});
