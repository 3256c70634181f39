import t from 'tap';
import type { LimitUse } from '../../rules/model/evaluation.ts';
import type { Returned } from './effects.ts';
import { type ReturnShare, returnShare, type SoldReceipt } from './return-share.ts';
import { line, sold } from './testing/sold.ts';

/** Returns one after the other; each is told what the ones before it brought back. */
function inTurn(of: SoldReceipt, returns: readonly (readonly [line: number, quantity: number][])[]): ReturnShare[] {
  let returned: Returned = {};
  return returns.map((lines) => {
    const share = returnShare(
      of,
      returned,
      lines.map(([number, quantity]) => ({ line: number, quantity })),
    );
    if ('refused' in share) throw new Error(share.refused.map(({ message }) => message).join('; '));
    returned = share.returned;
    return share;
  });
}

const two = line(1, 2, [9999, 10000]);

t.test('a unit is worth what the slip says', async (t) => {
  const cases: [string, SoldReceipt, [number, number][][], number[]][] = [
    ['one, then the other', sold([two]), [[[1, 1000]], [[1, 1000]]], [9999, 10000]],
    ['both at once', sold([two]), [[[1, 2000]]], [19999]],
    [
      'a line named twice',
      sold([two]),
      [
        [
          [1, 1000],
          [1, 1000],
        ],
      ],
      [19999],
    ],
    [
      'half a kilo of 1.5, thrice',
      sold([line(1, 1.5, [6666, 3334], [1, 0.5])]),
      [[[1, 500]], [[1, 500]], [[1, 500]]],
      [3333, 3333, 3334],
    ],
    ['a deposit that was paid out is paid back', sold([line(1, 1, [-500])]), [[[1, 1000]]], [-500]],
    ['a free unit', sold([line(1, 3, [0, 5000, 5000])]), [[[1, 1000]], [[1, 2000]]], [0, 10000]],
    [
      'units that do not add up',
      sold([{ ...two, units: [{ quantity: 1000, net: 9999 }] }]),
      [[[1, 1000]], [[1, 1000]]],
      [9999, 10000],
    ],
    ['nothing at all', sold([two]), [[[1, 0]]], [0]],
    ['the dearest basket', sold([line(1, 3, [3e11, 3e11, 3e11])]), [[[1, 1]], [[1, 2999]]], [3e8, 9e11 - 3e8]],
  ];
  for (const [name, of, returns, refunds] of cases) {
    t.same(
      inTurn(of, returns).map((share) => share.refund),
      refunds,
      name,
    );
  }
});

t.test('redeemed points go back by lot, the last spent first', async (t) => {
  const of = sold([two], {
    spent: [
      { lot: 1, purse: 'promo', points: 30, expiresAt: 5 },
      { lot: 2, purse: 'bonus', points: 71 },
    ],
    redeemed: [{ line: 1, points: 101 }],
  });
  const [first, second] = inTurn(of, [[[1, 1000]], [[1, 1000]]]);
  t.same(first?.restore, [{ lot: 2, purse: 'bonus', points: 50 }]);
  t.same(second?.restore, [
    { lot: 2, purse: 'bonus', points: 21 },
    { lot: 1, purse: 'promo', points: 30, expiresAt: 5 },
  ]);
  t.same([first?.lines[0]?.pointsReturned, second?.lines[0]?.pointsReturned], [50, 51]);
});

t.test('what was overdrawn was spent last and goes back first', async (t) => {
  const of = sold([line(1, 4, [100, 100, 100, 100])], {
    spent: [{ lot: 1, purse: 'bonus', points: 50 }],
    overdrawn: 50,
    redeemed: [{ line: 1, points: 100 }],
  });
  const shares = inTurn(of, [[[1, 1000]], [[1, 2000]], [[1, 1000]]]);
  t.same(
    shares.map((share) => share.restoreOverdrawn),
    [25, 25, 0],
  );
  t.same(
    shares.map((share) => share.restore.map(({ points }) => points)),
    [[], [25], [25]],
  );
});

t.test('earned points are taken by lot', async (t) => {
  const of = sold([two, line(2, 1, [500])], {
    lots: [
      {
        lot: 11,
        rule: 'a',
        points: 5,
        lines: [
          { line: 1, points: 3 },
          { line: 2, points: 2 },
        ],
      },
      { lot: 12, rule: 'b', points: 1, lines: [{ line: 1, points: 1 }] },
    ],
  });
  const shares = inTurn(of, [
    [[1, 1000]],
    [
      [1, 1000],
      [2, 1000],
    ],
  ]);
  t.same(
    shares.map((share) => share.takeBack),
    [
      [{ lot: 11, points: 1 }],
      [
        { lot: 11, points: 4 },
        { lot: 12, points: 1 },
      ],
    ],
  );
  t.same(
    shares.map((share) => share.lines.map(({ pointsTaken }) => pointsTaken)),
    [[1], [3, 2]],
  );
});

t.test('points as a tender: cash goes back for the rest, unit by unit in its proportion', async (t) => {
  const of = sold([{ ...line(1, 3, [0, 5000, 5000]), redeemed: 3000 }], {
    redeemedAsTender: true,
    spent: [{ lot: 1, purse: 'bonus', points: 30 }],
    redeemed: [{ line: 1, points: 30 }],
  });
  const shares = inTurn(of, [[[1, 1000]], [[1, 1000]], [[1, 1000]]]);
  t.same(
    shares.map((share) => share.refund),
    [0, 3500, 3500],
  );
  t.same(
    shares.map((share) => share.lines[0]?.pointsReturned),
    [0, 15, 15],
  );
});

const use = (key: string, unit: LimitUse['unit'], rule: string, used: number): LimitUse => {
  return { key, scope: 'member', rule, unit, used, cap: 1_000_000 };
};

t.test('limits go back in the share of what came back, times only with the last of it', async (t) => {
  const of = sold(
    [
      { ...line(1, 2, [900, 900]), adjustments: [{ rule: 'sale', amount: 201 }] },
      { ...line(2, 1, [700]), adjustments: [{ rule: 'sale', amount: 99 }] },
    ],
    {
      lots: [
        {
          lot: 1,
          rule: 'earn',
          points: 25,
          lines: [
            { line: 1, points: 18 },
            { line: 2, points: 7 },
          ],
        },
      ],
      limitUses: [
        use('sale/amount', 'amount', 'sale', 300),
        use('sale/times', 'times', 'sale', 1),
        use('earn/points', 'points', 'earn', 25),
        use('double/points', 'points', 'double', 10),
        use('pay/amount', 'amount', 'pay', 1000),
        // Used for less than was taken off: the receipt that crossed the limit.
        use('sale/less', 'amount', 'sale', 150),
      ],
    },
  );
  const shares = inTurn(of, [[[1, 1000]], [[2, 1000]], [[1, 1000]]]);
  t.same(
    shares.map((share) => share.limits),
    [
      { 'sale/amount': 100, 'earn/points': 9, 'double/points': 3, 'pay/amount': 360, 'sale/less': 100 },
      { 'sale/amount': 99, 'earn/points': 7, 'double/points': 3, 'pay/amount': 280, 'sale/less': 50 },
      { 'sale/amount': 101, 'sale/times': 1, 'earn/points': 9, 'double/points': 4, 'pay/amount': 360 },
    ],
  );
  t.same(
    shares.map((share) => share.whole),
    [false, false, true],
  );
});

t.test('more than was sold does not come back', async (t) => {
  const of = sold([two, line(7, 0.5, [300], [0.5])]);
  const cases: [string, Returned, [number, number][], [string, string][]][] = [
    ['too much', {}, [[1, 2001]], [['/lines/0/quantity', '2 of line 1 can come back, not 2.001']]],
    [
      'twice too much',
      {},
      [
        [1, 1500],
        [1, 501],
      ],
      [['/lines/1/quantity', '0.5 of line 1 can come back, not 0.501']],
    ],
    ['after it came back', { 1: 2000 }, [[1, 1]], [['/lines/0/quantity', '0 of line 1 can come back, not 0.001']]],
    ['no such line', {}, [[2, 1000]], [['/lines/0/line', 'the receipt has no line 2']]],
    [
      'everything wrong is told',
      {},
      [
        [9, 1],
        [7, 501],
        [1, 1],
      ],
      [
        ['/lines/0/line', 'the receipt has no line 9'],
        ['/lines/1/quantity', '0.5 of line 7 can come back, not 0.501'],
      ],
    ],
  ];
  for (const [name, before, lines, refused] of cases) {
    const share = returnShare(
      of,
      before,
      lines.map(([number, quantity]) => ({ line: number, quantity })),
    );
    t.same(share, { refused: refused.map(([path, message]) => ({ path, message })) }, name);
  }
  t.throws(() => returnShare(of, {}, [{ line: 1, quantity: -1 }]), /a return of -1 thousandths/);
  t.throws(() => returnShare(of, {}, [{ line: 1, quantity: 0.5 }]), /a return of 0.5 thousandths/);
});
