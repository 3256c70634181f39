import t from 'tap';
import { inTransaction, type Queryable } from '../../ledger/database.ts';
import { setCardState } from '../../ledger/members/cards.ts';
import { changeMember } from '../../ledger/members/change.ts';
import { createMember } from '../../ledger/members/create.ts';
import { changeStore, createStore } from '../../ledger/network/stores.ts';
import { createTill } from '../../ledger/network/tills.ts';
import { testDatabase } from '../../ledger/testing/test-database.ts';
import type { MemberReference } from '../contract/common.ts';
import { RefusalError } from '../contract/errors.ts';
import { createDirectory } from './directory.ts';

t.test('what is known costs no query, and what has changed is known at once', async (t) => {
  const { pool } = await testDatabase(t);
  let queries = 0;
  const query = ((...given: Parameters<typeof pool.query>) => {
    queries += 1;
    return pool.query(...given);
  }) as Queryable['query'];
  const directory = createDirectory({ query });
  await createStore(pool, {
    code: 's1',
    region: 'north',
    timezone: 'UTC',
    programme: 'main',
    attributes: { big: true },
  });
  await createTill(pool, { code: 't1', store: 's1' });
  const made = await createMember(pool, { phone: '+79161234567', cards: [{ number: 'C-1', type: 'gold' }] });
  if ('taken' in made) throw new Error('the database is empty');
  const { id } = made;

  const known = async (reference: MemberReference, blockedToo = false): Promise<string> => {
    const before = queries;
    try {
      const { member, card } = await directory.resolveMember(reference, { blockedToo });
      t.equal(member, id);
      return `${card?.state ?? 'found'}, ${queries - before}`;
    } catch (error) {
      if (error instanceof RefusalError) return `${error.refusal.code}, ${queries - before}`;
      throw error;
    }
  };
  for (const expected of [1, 0]) {
    t.equal(await known({ card: 'C-1' }), `active, ${expected}`);
    t.equal(await known({ phone: '+7 916 123-45-67' }), `found, ${expected}`);
    t.equal(await known({ id: id.toUpperCase() }), `found, ${expected}`);
  }
  t.equal(await known({ card: 'nobody' }), 'card_not_found, 1');
  t.equal(await known({ card: 'nobody' }), 'card_not_found, 1', 'what is not there is asked again');
  t.equal(await known({ phone: '12345' }), 'member_not_found, 0');
  t.equal(await known({}), 'invalid_request, 0');

  const blocked = await inTransaction(pool, (client) => setCardState(client, id, 'C-1', 'blocked'));
  if ('refused' in blocked) throw new Error(blocked.refused);
  t.equal(await known({ card: 'C-1' }), 'active, 0', 'until the event arrives');
  directory.apply(blocked.event);
  t.equal(await known({ card: 'C-1' }), 'card_blocked, 1');
  t.equal(await known({ card: 'C-1' }, true), 'blocked, 0');

  const changed = await inTransaction(pool, (client) => changeMember(client, id, { phone: '+79160000000' }));
  if (changed === undefined || 'taken' in changed) throw new Error('the phone is free');
  directory.apply(changed.event);
  t.equal(await known({ phone: '+79161234567' }), 'member_not_found, 1');
  t.equal(await known({ phone: '+79160000000' }), 'found, 1');

  t.strictSame(await directory.till('t1'), {
    till: 't1',
    store: { code: 's1', region: 'north', timezone: 'UTC', programme: 'main', attributes: { big: true } },
  });
  await changeStore(pool, 's1', { programme: 'other' });
  t.equal((await directory.till('t1'))?.store.programme, 'main');
  directory.apply({ event: 'network' });
  t.equal((await directory.till('t1'))?.store.programme, 'other');
  t.equal(await directory.till('nobody'), undefined);

  directory.clear();
  t.equal(await known({ phone: '+79160000000' }), 'found, 1');
});
