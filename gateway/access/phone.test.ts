import t from 'tap';
import { normalPhone } from './phone.ts';

t.test('phones', async (t) => {
  const table: readonly [string, string | undefined][] = [
    ['+79161234567', '+79161234567'],
    ['+7 (916) 123-45-67', '+79161234567'],
    ['+44 20 7946 0958', '+442079460958'],
    ['+7\u00a0916\u2011123\u201345.67', '+79161234567'],
    ['+123456789012345', '+123456789012345'],
    ['+1234567890123456', undefined],
    ['+123456', undefined],
    ['79161234567', undefined],
    ['89161234567', undefined],
    ['+0123456789', undefined],
    ['++79161234567', undefined],
    ['+7916123456a', undefined],
    ['+７９１６１２３４５６７', undefined],
    ['', undefined],
  ];
  for (const [given, expected] of table) t.equal(normalPhone(given), expected, given);
});
