import t from 'tap';
import { newReceiptId } from './receipt-id.ts';

t.test('UUIDv7 of this moment, none of them twice', async (t) => {
  const before = Date.now();
  const ids = Array.from({ length: 1_000 }, newReceiptId);
  const after = Date.now();
  t.equal(new Set(ids).size, ids.length);
  for (const id of ids) {
    t.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    const time = Number.parseInt(id.replace('-', '').slice(0, 12), 16);
    t.ok(before <= time && time <= after);
  }
});
