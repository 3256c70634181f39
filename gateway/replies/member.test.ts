import t from 'tap';
import type { WireMember } from '../contract/member.ts';
import { masked } from './member.ts';

const member: WireMember = {
  id: '01890000-0000-7000-8000-000000000000',
  attributes: {},
  badges: [],
  favourites: {},
  registeredAt: '2026-01-01T00:00:00.000Z',
  cards: [],
  programs: [],
  points: { balance: 0, pending: 0, held: 0, debt: 0, purses: [], lots: [] },
};

t.test('what a cashier may see', async (t) => {
  const table: readonly [given: Partial<WireMember>, shown: Partial<WireMember>][] = [
    [{}, {}],
    [{ phone: '+79161234567' }, { phone: '+7***4567' }],
    [{ phone: '+442079460958' }, { phone: '+4***0958' }],
    [{ phone: '+3725123' }, { phone: '+3***23' }],
    [{ email: 'anna@example.com' }, { email: 'a***@example.com' }],
    [{ email: '"a@b"@example.com' }, { email: '"***@example.com' }],
    [{ name: 'Anna' }, { name: 'A.' }],
    [{ name: ' anna  ivanovna petrova ' }, { name: 'A. I. P.' }],
    [{ name: 'Ёлка 𝒜lpha' }, { name: 'Ё. 𝒜.' }],
    [{ birthDate: '1990-05-17' }, {}],
  ];
  for (const [given, shown] of table) t.strictSame(masked({ ...member, ...given }), { ...member, ...shown });
});
