/** Numbers that are none, too large, too fine, or do not add up; clocks that are wrong. */
import { cake, receipt } from '../../../testing/receipts.ts';
import type { Row } from '../row.ts';
import type { Stage } from '../stage.ts';

const invalid = { status: 422, code: 'invalid_request' } as const;

type Short = readonly [name: string, body: object | string, code: Row['code'], path: string, message: RegExp];

export const numbers = (stage: Stage): readonly Row[] => [
  ...ofLines(stage),
  ...ofReceipts(stage),
  ...ofCharges(stage),
  ...ofClocks(stage),
];

function ofLines({ time }: Stage): readonly Row[] {
  const line = (fields: object) => receipt('n', time, { lines: [{ ...cake(100), ...fields }] });
  /** As JSON.stringify would not write it. */
  const text = (field: string, written: string) => JSON.stringify(line({ [field]: '?' })).replace('"?"', written);
  const lines = (...all: object[]) => receipt('n', time, { lines: all });
  const rows: readonly Short[] = [
    ['a quantity in quotes', line({ quantity: '1' }), 'invalid_request', '/lines/0/quantity', /a number, not a string/],
    ['a quantity of null', line({ quantity: null }), 'invalid_request', '/lines/0/quantity', /a number, not null/],
    ['Arabic digits', line({ quantity: '\u0661' }), 'invalid_request', '/lines/0/quantity', /not a string/],
    ['a negative quantity', line({ quantity: -1 }), 'invalid_request', '/lines/0/quantity', /at least 0/],
    ['a quantity of 1e308', line({ quantity: 1e308 }), 'invalid_request', '/lines/0/quantity', /at most 1000000/],
    ['a quantity of 1e400', text('quantity', '1e400'), 'invalid_request', '/lines/0/quantity', /too large/],
    [
      'a quantity of 900,000 digits',
      text('quantity', '9'.repeat(900_000)),
      'invalid_request',
      '/lines/0/quantity',
      /too large/,
    ],
    [
      'an exponent of 900,000 digits',
      text('quantity', `1e${'9'.repeat(900_000)}`),
      'invalid_request',
      '/lines/0/quantity',
      /too large/,
    ],
    [
      'four decimals',
      line({ quantity: 0.0001 }),
      'quantity_precision',
      '/lines/0/quantity',
      /more than three decimals/,
    ],
    ['a quantity of 1e-300', line({ quantity: 1e-300 }), 'quantity_precision', '/lines/0/quantity', /three decimals/],
    ['a price of 1e308', line({ unitPrice: 1e308 }), 'amount_too_large', '/lines/0/unitPrice', /at most 900000000000/],
    ['a price of -1e308', line({ unitPrice: -1e308 }), 'amount_too_large', '/lines/0/unitPrice', /at least -9000/],
    ['a price of 0.00001', line({ unitPrice: 0.00001 }), 'price_precision', '/lines/0/unitPrice', /four decimals/],
    ['a price too exact', line({ unitPrice: 1.23456 }), 'price_precision', '/lines/0/unitPrice', /1.23456 has more/],
    [
      'an amount of 2^53 + 1',
      text('amount', '9007199254740993'),
      'amount_too_large',
      '/lines/0/amount',
      /at most 900000000000/,
    ],
    [
      'half a minor unit',
      line({ amount: 99.5 }),
      'invalid_request',
      '/lines/0/amount',
      /whole number, not a number wi/,
    ],
    ['money as text', line({ amount: '100' }), 'invalid_request', '/lines/0/amount', /whole number, not a string/],
    ['money as a list', line({ amount: [100] }), 'invalid_request', '/lines/0/amount', /whole number, not a list/],
    ['a negative discount', line({ manualDiscount: -5 }), 'invalid_request', '/lines/0/manualDiscount', /at least 0/],
    ['too much discount', line({ manualDiscount: 101 }), 'invalid_request', '/lines/0/manualDiscount', /more than the/],
    ['a negative floor', line({ minPrice: -1 }), 'invalid_request', '/lines/0/minPrice', /at least 0/],
    [
      'a floor beyond money',
      line({ quantity: 2, minPrice: 900_000_000_000 }),
      'amount_too_large',
      '/lines/0/minPrice',
      /900000000000 for 2 is more/,
    ],
    ['a tax of 101 percent', line({ taxRate: 101 }), 'invalid_request', '/lines/0/taxRate', /at most 100/],
    ['line 0', line({ line: 0 }), 'invalid_request', '/lines/0/line', /at least 1/],
    ['line 1.5', line({ line: 1.5 }), 'invalid_request', '/lines/0/line', /whole number/],
    ['line 2^31', line({ line: 2 ** 31 }), 'invalid_request', '/lines/0/line', /at most 1000000/],
    ['a line twice', lines(cake(1), cake(2)), 'duplicate_line', '/lines/1/line', /1 is the number of \/lines\/0/],
    [
      'a struck line twice',
      lines(cake(1), { ...cake(2), void: true }),
      'duplicate_line',
      '/lines/1/line',
      /1 is the number of \/lines\/0/,
    ],
    [
      'a line that is too dear',
      line({ quantity: 1_000_000, unitPrice: 900_000_000 }),
      'amount_too_large',
      '/lines/0',
      /quantity × unitPrice is 900000000000000/,
    ],
    [
      'lines that are too dear together',
      lines(cake(900_000_000_000), cake(1, 2)),
      'amount_too_large',
      '/lines/1',
      /add up to more than 900000000000/,
    ],
    [
      'deposits that are too dear together',
      lines(cake(-900_000_000_000), cake(1, 2)),
      'amount_too_large',
      '/lines/1',
      /add up to more than 900000000000/,
    ],
  ];
  return asRows('POST /v1/quotes', rows);
}

function ofReceipts({ time }: Stage): readonly Row[] {
  const anna = (more: object) => receipt('n', time, { member: { card: 'anna' }, ...more });
  const rows: readonly Short[] = [
    [
      'a tender of 1e13',
      anna({ tenders: [{ type: 'cash', amount: 1e13 }] }),
      'amount_too_large',
      '/tenders/0/amount',
      /at/,
    ],
    ['minus one point', anna({ redeem: [{ points: -1 }] }), 'invalid_request', '/redeem/0/points', /at least 0/],
    [
      'half a point',
      anna({ redeem: [{ points: 0.5 }] }),
      'invalid_request',
      '/redeem/0/points',
      /whole number or "max"/,
    ],
    ['all points', anna({ redeem: [{ points: 'all' }] }), 'invalid_request', '/redeem/0/points', /or "max"/],
    [
      '1e13 points',
      anna({ redeem: [{ points: 1e13 }] }),
      'amount_too_large',
      '/redeem/0/points',
      /at most 900000000000/,
    ],
    ['91 degrees north', anna({ location: { lat: 91, lon: 0 } }), 'invalid_request', '/location/lat', /at most 90/],
    ['a coupon twice', anna({ coupons: ['a', 'a'] }), 'invalid_request', '/coupons', /twice \(\d and \d\)/],
    [
      'an attribute of 1e400',
      JSON.stringify(anna({ attributes: { a: '?' } })).replace('"?"', '1e400'),
      'invalid_request',
      '/attributes/a',
      /a string or a number or true or false/,
    ],
  ];
  return asRows('POST /v1/quotes', rows);
}

function ofCharges({ time }: Stage): readonly Row[] {
  const paid = (net: number, ...lines: object[]) =>
    receipt('charged', time, { lines: [cake(100), cake(200, 2)], charged: { net, lines } });
  const rows: readonly Short[] = [
    [
      'not the sum',
      paid(299, { line: 1, net: 100 }, { line: 2, net: 200 }),
      'charged_mismatch',
      '/charged/net',
      /to 300/,
    ],
    ['a line missing', paid(100, { line: 1, net: 100 }), 'charged_mismatch', '/charged/lines', /line 2 is not among/],
    [
      'a line unknown',
      paid(300, { line: 1, net: 100 }, { line: 3, net: 200 }),
      'charged_mismatch',
      '/charged/lines/1/line',
      /no line 3/,
    ],
    [
      'a line charged twice',
      paid(200, { line: 1, net: 100 }, { line: 1, net: 100 }),
      'charged_mismatch',
      '/charged/lines/1/line',
      /charged twice/,
    ],
    [
      'more than it costs',
      paid(301, { line: 1, net: 101 }, { line: 2, net: 200 }),
      'charged_mismatch',
      '/charged/lines/0/net',
      /101 is not between 0 and 100/,
    ],
    [
      'paid for buying',
      paid(199, { line: 1, net: -1 }, { line: 2, net: 200 }),
      'charged_mismatch',
      '/charged/lines/0/net',
      /-1 is not between/,
    ],
    [
      'points of nobody',
      paid(200, { line: 1, net: 0, redeemed: 100 }, { line: 2, net: 200 }),
      'member_required',
      '/charged/lines/0/redeemed',
      /needs a member/,
    ],
    [
      'more points than it costs',
      paid(200, { line: 1, net: 0, redeemed: 101 }, { line: 2, net: 200 }),
      'charged_mismatch',
      '/charged/lines/0/redeemed',
      /101 is more than/,
    ],
  ];
  return asRows('POST /v1/receipts', rows);
}

function ofClocks({ gateway }: Stage): readonly Row[] {
  const dayMs = 86_400_000;
  const at = (businessTime: string, more: object = {}) => receipt('clock', businessTime, { ...more });
  const time = gateway.time();
  const rows: readonly Short[] = [
    ['a year ahead', at(gateway.time(-365 * dayMs)), 'clock_skew', '/businessTime', /more than 5 minutes after/],
    ['ten minutes ahead', at(gateway.time(-600_000)), 'clock_skew', '/businessTime', /more than 5 minutes after/],
    ['a year behind', at(gateway.time(365 * dayMs)), 'clock_skew', '/businessTime', /more than 1 days before/],
    [
      'a year behind, offline',
      at(gateway.time(365 * dayMs), { offline: true }),
      'clock_skew',
      '/businessTime',
      /more than 30 days before/,
    ],
    ['the year 9999', at('9999-12-31T23:59:59Z'), 'clock_skew', '/businessTime', /after the server's clock/],
    ['the year 1900', at('1900-01-01T00:00:00Z'), 'clock_skew', '/businessTime', /before the server's clock/],
    ['the year 0', at('0000-01-01T00:00:00Z'), 'invalid_request', '/businessTime', /a time with an offset/],
    ['the 30th of February', at('2026-02-30T10:00:00Z'), 'invalid_request', '/businessTime', /a time with an offset/],
    ['a leap second', at('2016-12-31T23:59:60Z'), 'invalid_request', '/businessTime', /a time with an offset/],
    ['no offset', at('2026-11-22T10:30:00'), 'invalid_request', '/businessTime', /a time with an offset/],
    ['an offset of a day', at('2026-11-22T10:30:00+24:00'), 'invalid_request', '/businessTime', /with an offset/],
    [
      'a time as a number',
      { ...at(time), businessTime: 1_800_000_000 },
      'invalid_request',
      '/businessTime',
      /a string/,
    ],
    [
      'a business day of last week',
      at(time, { businessDay: gateway.time(7 * dayMs).slice(0, 10) }),
      'clock_skew',
      '/businessDay',
      /more than a day from businessTime/,
    ],
    ['a 13th month', at(time, { businessDay: '2026-13-01' }), 'invalid_request', '/businessDay', /a date like/],
  ];
  return asRows('POST /v1/receipts', rows);
}

function asRows(request: string, rows: readonly Short[]): readonly Row[] {
  return rows.map(([name, body, code, path, message]) => ({ ...invalid, request, name, body, code, path, message }));
}
