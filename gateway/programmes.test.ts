import t from 'tap';
import type { Queryable } from '../ledger/database.ts';
import { createProgrammes } from './programmes.ts';

/** A programme whose version in force is `version`, and which says when it is read and loaded. */
function fixture() {
  const state = { version: 1 as number | undefined, loading: [] as string[], fail: false };
  const rows = (version: number | undefined) =>
    version === undefined
      ? []
      : [{ code: 'main', version, hash: `h${version}`, state: 'published', document: { program: { code: 'main' } } }];
  const query = (async ({ text, values }: { text: string; values: [string, number | null] }) => {
    if (text.includes('max(version)')) return { rows: [{ code: 'main', newest: 9, current: state.version ?? null }] };
    return { rows: rows(values[1] ?? state.version) };
  }) as unknown as Queryable['query'];
  let release = () => {};
  const gate = { open: Promise.resolve() as Promise<void> };
  const hold = () => {
    gate.open = new Promise((resolve) => {
      release = resolve;
    });
    return () => release();
  };
  const load = async ({ version }: { version: number }) => {
    state.loading.push(`${version}`);
    await gate.open;
    if (state.fail) throw new Error('no worker');
  };
  return { state, hold, programmes: createProgrammes({ query }, { load }, { prepare: async () => {} }) };
}

t.test('a version is current when every worker has compiled it, and not before', async (t) => {
  const { state, hold, programmes } = fixture();
  await programmes.refreshAll();
  t.match(programmes.current('main'), { version: 1, hash: 'h1', timezone: 'UTC', policy: { scale: 0 } });
  state.version = 2;
  const release = hold();
  const switching = programmes.apply({ event: 'programme', code: 'main' });
  await new Promise(setImmediate);
  t.equal(programmes.current('main')?.version, 1, 'the old one prices meanwhile');
  release();
  await switching;
  t.equal(programmes.current('main')?.version, 2);
  await programmes.refresh('main');
  t.strictSame(state.loading, ['1', '2'], 'what is current is not loaded again');
});

t.test('of publications that follow closely the last one stays', async (t) => {
  const { state, hold, programmes } = fixture();
  const release = hold();
  const first = programmes.refresh('main');
  await new Promise(setImmediate);
  state.version = 2;
  const second = programmes.refresh('main');
  release();
  await Promise.all([first, second]);
  t.equal(programmes.current('main')?.version, 2);
});

t.test('a version that cannot be loaded leaves the old one in force', async (t) => {
  const { state, programmes } = fixture();
  await programmes.refresh('main');
  Object.assign(state, { version: 2, fail: true });
  await t.rejects(programmes.refresh('main'), { message: 'no worker' });
  t.equal(programmes.current('main')?.version, 1);
  t.strictSame([...programmes.faults()], [['main', 'no worker']]);
  state.fail = false;
  await programmes.refresh('main');
  t.equal(programmes.faults().size, 0);
  t.equal(programmes.current('main')?.version, 2, 'and is tried again');
  state.version = undefined;
  await programmes.refreshAll();
  t.equal(programmes.current('main'), undefined, 'revoked');
});
