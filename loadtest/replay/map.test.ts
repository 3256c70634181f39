import t from 'tap';
import { checkMap, loadMap } from './map.ts';

const whole = `
columns: { invoice: a, sku: b, quantity: c, time: d, price: e }
time: iso
money: { decimals: 2 }
store: { code: s, timezone: Europe/London, programme: p }
till: t1
`;

t.test('the built-in map and the smallest one', (t) => {
  const uci = loadMap('uci');
  t.equal(uci.columns.invoice, 'InvoiceNo');
  t.equal(uci.returns?.prefix, 'C');
  t.match(uci.publish, /config\/programs\/uci\.yaml$/);
  t.same(uci.lines?.notDiscountable, uci.lines?.notEarnable);
  t.equal(checkMap('m.yaml', whole).till, 't1');
  t.end();
});

t.test('a file of one’s own, its programme beside it', (t) => {
  const folder = t.testdir({ 'columns.yaml': `${whole}publish: ./mine.yaml\n` });
  t.equal(loadMap(`${folder}/columns.yaml`).publish, `${folder}/mine.yaml`);
  t.end();
});

t.test('faults are told with their paths', (t) => {
  const rows: readonly (readonly [string, string, RegExp])[] = [
    ['a missing key', whole.replace('till: t1', ''), /the map: must have required properties till/],
    ['an unknown key', whole.replace('price: e', 'price: e, prise: f'), /columns: knows no key prise/],
    ['out of bounds', whole.replace('decimals: 2', 'decimals: 9'), /money\.decimals: must be <= 4/],
    ['no zone', whole.replace('Europe/London', 'Europe/Atlantis'), /store\.timezone: there is no timezone/],
    ['no YAML', 'a: [', /is not YAML/],
    ['nothing', '', /the map: must be object/],
  ];
  for (const [name, text, message] of rows) t.throws(() => checkMap('m.yaml', text), { message }, name);
  t.throws(() => loadMap('ucy'), { message: /no built-in map ucy \(there is uci\)/ });
  t.throws(() => loadMap('./none.yaml'), { message: /none\.yaml cannot be read/ });
  t.end();
});
