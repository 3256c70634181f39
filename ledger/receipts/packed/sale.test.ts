/** What was written as version 2 is read for ever. */
import t from 'tap';
import { unpackContents } from './contents.ts';

const written = [
  'AjJIMDFhMjA0MzUtY2YwZC03MjVmLTg4YzctNmE5ZmIxYWM1ZjRiMDIwMjYtMTEtMjJUMTc6MDI6NDUuMDYwWgAAAAEACmJvbnVzAAECTFt7ImNvZGUiOiJH',
  'MSIsImFtb3VudCI6NSwiYmFsYW5jZSI6MH1dAih7Im5ldCI6MSwibGluZXMiOltdfQMACG1haW4DAAgxZTUxAQFkFAVLCAHBBLFLAgAAAAx0ZWEtMTAACnNo',
  'ZWxmDgpkAAgtMS8zAQEKZAkHJwQQBBkEZBQFSwgoBQEDCAAKYm9udXMACnRlbnRoAPQAB1exLAAABlA3RPLJBAACQVsAewAiAHQAbwAiADoAIgBzAGwAaQBw',
  'ACIALAAiAHQAZQB4AHQAIgA6ACIAIQQ/BDAEQQQ4BDEEPgQiAH0AXQABAQAACG1haW4DAAIH9AGiBDXO1wAEczEAGkV1cm9wZS9Nb3Njb3cAAAAAAQAA',
];

const reply = `{
  "id": "01a20435-cf0d-725f-88c7-6a9fb1ac5f4b", "state": "committed", "committedAt": "2026-11-22T17:02:45.060Z",
  "program": { "code": "main", "version": 3, "hash": "1e51" },
  "lines": [{
    "line": 1, "gross": 100, "discount": 20, "redeemed": 5, "net": 75, "earned": 8,
    "units": [{ "quantity": 0.452, "unitPrice": 177, "net": 75 }],
    "adjustments": [
      { "rule": "tea-10", "group": "shelf", "mechanic": "percent_off", "amount": 10, "base": 100, "rounding": "-1/3" },
      { "rule": "tea-10", "group": "shelf", "mechanic": "percent_off", "amount": 10, "base": 100, "rounding": "0", "coupon": "ЧАЙ" }
    ]
  }],
  "totals": { "gross": 100, "discount": 20, "redeemed": 5, "net": 75, "earned": 8 },
  "points": {
    "balance": 0, "pending": 0, "held": 0, "purses": [{ "purse": "bonus", "balance": 0 }],
    "redeemable": 40, "redeem": 5, "earn": 8,
    "lots": [{
      "points": 8, "purse": "bonus", "rule": "tenth",
      "activeAt": "2026-11-22T17:02:44.951Z", "expiresAt": "2027-11-22T17:02:44.951Z", "melt": { "every": "P7D", "percent": 2.5 }
    }]
  },
  "rewards": [], "messages": [{ "to": "slip", "text": "Спасибо" }], "nudges": [], "coupons": [],
  "certificates": [{ "code": "G1", "amount": 5, "balance": 0 }], "variance": { "net": 1, "lines": [] }, "debt": 3
}`;

const input = {
  programme: { code: 'main', version: 3 },
  receipt: {
    ...{ channel: 'pos', mode: 'basket', businessTime: 1_795_366_964_951 },
    store: { code: 's1', timezone: 'Europe/Moscow', attributes: {} },
    ...{ lines: [], tenders: [], coupons: [], redeem: [], attributes: {} },
  },
  limits: {},
};

t.test('a sale of version 2', async (t) => {
  const found = unpackContents(Buffer.from(written.join(''), 'base64'));
  t.equal(JSON.stringify(found.reply), JSON.stringify(JSON.parse(reply)));
  t.same(found.input, input);
  t.throws(() => unpackContents(Buffer.from(written.join('').slice(0, -8), 'base64')));
});
