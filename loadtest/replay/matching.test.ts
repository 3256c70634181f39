import t from 'tap';
import { createBook } from './matching.ts';

const mug = { member: 'anna', sku: 'MUG', unitPrice: 255 };

function bookOf(...sales: readonly (readonly [string, number, number])[]) {
  const book = createBook();
  for (const [invoice, line, quantity] of sales)
    book.sold({ ...mug, invoice, day: `day of ${invoice}`, line, quantity });
  return book;
}

t.test('the latest receipt that has it all, else from the latest backwards', (t) => {
  const rows: readonly (readonly [number, readonly (readonly [string, number, number])[], number])[] = [
    [2, [['C', 1, 2]], 0],
    [4, [['B', 1, 4]], 0],
    [
      9,
      [
        ['C', 1, 2],
        ['B', 1, 6],
        ['A', 1, 1],
      ],
      0,
    ],
    [
      20,
      [
        ['C', 1, 2],
        ['B', 1, 6],
        ['A', 1, 4],
        ['A', 3, 2],
      ],
      6,
    ],
  ];
  for (const [quantity, expected, unmatched] of rows) {
    const book = bookOf(['A', 1, 4], ['A', 3, 2], ['B', 1, 6], ['C', 1, 2]);
    const found = book.takeBack({ ...mug, quantity });
    t.same(
      found.parts.map((part) => [part.invoice, part.line, part.quantity]),
      expected,
      `${quantity} back`,
    );
    t.equal(found.unmatched, unmatched);
  }
  t.end();
});

t.test('what has come back does not come back again', (t) => {
  const book = bookOf(['A', 1, 4], ['B', 1, 4]);
  const back = (quantity: number) => {
    const found = book.takeBack({ ...mug, quantity });
    return [...found.parts.map((part) => `${part.invoice}${part.quantity}`), found.unmatched];
  };
  t.same(back(3), ['B3', 0]);
  t.same(back(3), ['A3', 0]);
  t.same(back(3), ['B1', 'A1', 1]);
  t.same(back(1), [1]);
  t.end();
});

t.test('another customer, article or price is another thing', (t) => {
  const rows = [{ member: 'ben' }, { sku: 'LAMP' }, { unitPrice: 295 }];
  for (const other of rows) {
    const found = bookOf(['A', 1, 4]).takeBack({ ...mug, ...other, quantity: 1 });
    t.same(found, { parts: [], unmatched: 1 }, JSON.stringify(other));
  }
  t.end();
});
