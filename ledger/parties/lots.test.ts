import t from 'tap';
import { Lots } from './lots.ts';
import type { Lot } from './party.ts';

const lotsOf = (count: number): Lot[] =>
  Array.from({ length: count }, (_, index) => ({ id: index + 1, purse: 'bonus', remaining: 10, held: 0 }));

for (const count of [0, 3, 8, 9, 100]) {
  t.test(`${count} lots: the list is the one given until a lot is changed, and is then another`, async (t) => {
    const given = lotsOf(count);
    const before = structuredClone(given);
    const lots = new Lots(given);
    t.equal(lots.get(count), given.at(-1));
    t.equal(lots.get(count + 1), undefined);
    t.equal(lots.all(), given);

    const added = { id: count + 1, purse: 'promo', remaining: 5, held: 0 };
    lots.put(added);
    t.equal(lots.get(count + 1), added);
    t.same(lots.all(), [...before, added], 'a new one comes last');
    lots.put({ ...added, remaining: 1 });
    lots.remove(1);
    t.same(lots.all(), [...before, { ...added, remaining: 1 }].slice(1), 'a changed one stays where it is');
    t.equal(lots.get(1), undefined);
    t.same(given, before, 'whoever has the list from before has it as it was');
  });
}

t.test('one lot for what is given on the same terms, and only for that', async (t) => {
  const terms = { purse: 'bonus', activeAt: undefined, expiresAt: 9, melt: undefined };
  const lots = new Lots([{ id: 1, purse: 'bonus', remaining: 10, held: 0, expiresAt: 9 }]);
  t.equal(lots.twinOf(terms), undefined, 'another receipt’s');
  const lot = lots.begin(2, terms);
  t.strictSame(lot, { id: 2, remaining: 0, held: 0, purse: 'bonus', expiresAt: 9 });
  lots.put(lot);
  t.equal(lots.twinOf(terms), lot);
  t.equal(lots.twinOf({ ...terms, expiresAt: undefined }), undefined);
  t.equal(lots.twinOf({ ...terms, purse: 'promo' }), undefined);
  lots.remove(2);
  t.equal(lots.twinOf(terms), undefined, 'it has been spent meanwhile');
});
