import t from 'tap';
import { RefusalError } from '../contract/errors.ts';
import type { Credential } from './credential.ts';
import type { Place } from './directory.ts';
import { refuseUnlessOwn, tillOf } from './till-of.ts';

const place = (till: string, store: string): Place => ({
  till,
  store: { code: store, timezone: 'UTC', attributes: {}, programme: 'main' },
});
const places = new Map([place('t1', 's1'), place('t2', 's1'), place('t3', 's2')].map((known) => [known.till, known]));
const directory = { till: async (code: string) => places.get(code) };

const till: Credential = { id: 1, role: 'till', till: 't1', store: 's1' };
const shop: Credential = { id: 2, role: 'shop', store: 's1' };
const admin: Credential = { id: 3, role: 'admin' };
const callCentre: Credential = { id: 4, role: 'call-centre' };

const outcome = async (work: () => Promise<Place> | Place): Promise<string> => {
  try {
    return (await work()).till;
  } catch (error) {
    if (error instanceof RefusalError) return error.refusal.code;
    throw error;
  }
};

t.test('which till a request is for', async (t) => {
  const table: readonly [Credential, string | undefined, string][] = [
    [till, undefined, 't1'],
    [till, 't1', 't1'],
    [till, 't2', 'till_mismatch'],
    [till, 'nobody', 'till_mismatch'],
    [shop, undefined, 'invalid_request'],
    [shop, 't1', 't1'],
    [shop, 't2', 't2'],
    [shop, 't3', 'till_mismatch'],
    [shop, 'nobody', 'till_not_found'],
    [admin, undefined, 'invalid_request'],
    [admin, 't3', 't3'],
    [admin, 'nobody', 'till_not_found'],
    [callCentre, 't1', 't1'],
  ];
  for (const [credential, named, expected] of table) {
    t.equal(await outcome(() => tillOf(directory, credential, named)), expected, `${credential.role} names ${named}`);
  }
});

t.test('whose receipt it is', async (t) => {
  const table: readonly [Credential, string, string, 'may' | 'till_mismatch'][] = [
    [till, 't1', 's1', 'may'],
    [till, 't2', 's1', 'till_mismatch'],
    [shop, 't2', 's1', 'may'],
    [shop, 't3', 's2', 'till_mismatch'],
    [admin, 't3', 's2', 'may'],
    [callCentre, 't3', 's2', 'may'],
  ];
  for (const [credential, code, store, expected] of table) {
    const said = await outcome(() => {
      refuseUnlessOwn(credential, { till: code, store });
      return { ...place(code, store), till: 'may' };
    });
    t.equal(said, expected, `${credential.role}: ${code} of ${store}`);
  }
});
