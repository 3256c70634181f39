/** A job of adjustments: through crashes and concurrent runs to its end, and back again. */
import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import t from 'tap';
import { fc } from '../../rules/testing/fast-check.ts';
import type { Command } from '../committer/commands.ts';
import { type Outcome, refused } from '../committer/outcome.ts';
import { policy } from '../committer/testing/honest-rules.ts';
import { bodyOf, noon, openShop, type Shopper } from '../committer/testing/shop.ts';
import { readCsv } from '../reference/csv-rows.ts';
import { type AdjustJob, adjustJobs, adjustOutcomes, beginAdjustJob, startAdjustJob, undoAdjustJob } from './job.ts';
import { loadAdjustFile } from './load.ts';
import { runAdjustJob } from './run.ts';

const shop = await openShop(t);
const { committer, pool } = shop;

async function load(lines: readonly string[], more: { dry?: boolean; purse?: string; expiresAt?: number } = {}) {
  const id = randomUUID();
  await beginAdjustJob(pool, { id, programme: 'main', version: 1, dry: false, reason: 'sorry', ...more });
  const bytes = Readable.from([Buffer.from(lines.join('\n'))]);
  const file = { rows: () => readCsv(bytes), purses: ['bonus', 'promo'], normalPhone: () => undefined };
  const { errors } = await loadAdjustFile(pool, id, file);
  return { id, errors };
}

async function begun(lines: readonly string[], more = {}): Promise<string> {
  const { id, errors } = await load(lines, more);
  if (errors.length > 0) throw new Error(JSON.stringify(errors));
  await startAdjustJob(pool, id);
  return id;
}

const submit = (command: Command) => committer.submit(command);
const run = (id: string, by: (command: Command) => Promise<Outcome> = submit, atOnce = 8, database = pool) =>
  runAdjustJob(
    {
      database,
      submit: by,
      atOnce,
      now: () => noon,
      termsOf: async () => ({ policy, expiryOf: () => undefined }),
    },
    id,
  );

async function jobOf(id: string): Promise<AdjustJob> {
  const [job] = await adjustJobs(pool, id);
  if (job === undefined) throw new Error('the job is gone');
  return job;
}

async function outcomesOf(id: string): Promise<string[]> {
  const rows = await adjustOutcomes(pool, id, { after: 0, atMost: 10_000 });
  return rows.map(({ row, state, detail = '' }) => `${row} ${state} ${detail}`.trim());
}

async function members(points: readonly number[]): Promise<Shopper[]> {
  return Promise.all(
    points.map(async (given) => {
      const shopper = await shop.shopper();
      if (given > 0) await shop.give(shopper, given);
      return shopper;
    }),
  );
}

t.test('each row has its outcome; the members’ points are what the rows say', async (t) => {
  const [ann, bob, cid] = (await members([0, 100, 30])) as [Shopper, Shopper, Shopper];
  const stranger = randomUUID();
  const id = await begun([
    'member;points;purse;reason',
    `${ann.member};300;promo;welcome back`,
    `${bob.member};-100;;`,
    `${cid.member};-31;;`,
    `${stranger};5;;`,
    `${ann.member.toUpperCase()};5;;`,
  ]);
  t.equal(await run(id), true);
  t.same(await outcomesOf(id), [
    '2 applied',
    '3 applied',
    '4 refused 31 points are to be taken, 30 are there',
    '5 refused nobody is called so',
    '6 refused the member was named before in the same job',
  ]);
  t.match(await jobOf(id), { state: 'done', rows: 5, applied: 2, refused: 3, given: 300, taken: 100 });
  t.same(
    [await shop.balance(ann), await shop.balance(bob), await shop.balance(cid)],
    ['300 0 0 0', '0 0 0 0', '30 0 0 0'],
  );
  const { rows } = await pool.query('SELECT reason, note, credit FROM transfers WHERE party = $1', [ann.party]);
  t.same(rows, [{ reason: 'adjust', note: 'welcome back', credit: 'purse:promo' }]);

  t.equal(await undoAdjustJob(pool, id), true);
  t.equal(await undoAdjustJob(pool, id), false);
  bodyOf(await shop.sell({ shopper: ann, amounts: [500], redeem: [{ points: 120 }] }));
  await run(id);
  t.match(await jobOf(id), { state: 'undone', undone: 2, reversed: 280, missing: 120 });
  t.same((await outcomesOf(id)).slice(0, 2), ['2 undone 120 points were gone from their lot', '3 undone']);
  t.equal(await shop.balance(ann), '38 0 0 0', 'what the purchase earned is not the job’s to take');
  t.equal(await shop.balance(bob), '100 0 0 0');
  await run(id);
  t.match(await jobOf(id), { state: 'undone', reversed: 280 });
});

t.test('who hears that a run has ended may go on at once, though its connection is not gone yet', async (t) => {
  const [ann] = (await members([0])) as [Shopper];
  const id = await begun(['member,points', `${ann.member},5`]);
  const closing: (() => void)[] = [];
  const lingering = Object.create(pool, {
    connect: {
      value: async () => {
        const client = await pool.connect();
        const release = client.release.bind(client);
        return Object.assign(client, { release: () => closing.push(() => release(true)) });
      },
    },
  });
  await t.rejects(run(id, async () => refused('unavailable', 'not now'), 8, lingering));
  t.equal(await run(id, submit, 8, lingering), true);
  t.equal(await run(id, submit, 8, lingering), true);
  t.match(await jobOf(id), { state: 'done', applied: 1 });
  for (const close of closing) close();
});

t.test('dry: the same outcomes, and nothing moves', async (t) => {
  const [ann, bob] = (await members([0, 10])) as [Shopper, Shopper];
  const id = await begun(['member,points', `${ann.member},300`, `${bob.member},-11`], { dry: true });
  await run(id);
  t.match(await jobOf(id), { state: 'done', applied: 1, refused: 1, given: 300 });
  t.same([await shop.balance(ann), await shop.balance(bob)], ['0 0 0 0', '10 0 0 0']);
});

t.test('a file that cannot be read is refused by its lines', async (t) => {
  const [ann] = (await members([0])) as [Shopper];
  const faults = async (...lines: string[]) =>
    (await load(lines)).errors.map(({ line, column = '', message }) => `${line} ${column} ${message.slice(0, 24)}`);
  t.same(await faults('member,points', `${ann.member},0`, `${ann.member},1.5`, ',5'), [
    '2 points must be a whole number o',
    '3 points must be a whole number o',
    '4  names no member: one of ',
  ]);
  t.same(await faults('member,points,purse', `${ann.member},1,gold`), ['2 purse "gold" is none of the pr']);
  t.same(await faults('points', '1'), ['1  the header has no column']);
  t.same(await faults('member,points'), ['2  was expected to be the f']);
});

t.test('whatever fails or dies on the way, each row is applied once, and undone once', async (t) => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 12 }), async (fates) => {
      const shoppers = await members([50, 50, 50, 50, 50, 50]);
      const lines = shoppers.map(({ member }, index) => `${member},${index % 2 === 0 ? 10 : -10}`);
      const id = await begun(['member,points', ...lines]);
      let asked = 0;
      /** 0: fails before it is committed; 1: after, its outcome unknown; 2: the whole run dies. */
      const unsafe = async (command: Command): Promise<Outcome> => {
        const fate = fates[asked++] ?? 5;
        if (fate === 0) return refused('unavailable', 'the database cannot be reached');
        const outcome = await committer.submit(command);
        if (fate === 1) return refused('unavailable', 'whether it was committed is not known');
        if (fate === 2) throw new Error('killed');
        return outcome;
      };
      const untilDone = async () => {
        for (let round = 0; round < 30 && !(await jobOf(id)).finishedAt; round += 1) {
          // Two processes at a time: one of them has the lock, or they follow one another.
          await Promise.allSettled([run(id, unsafe, 2), run(id, unsafe, 2)]);
        }
      };
      await untilDone();
      t.match(await jobOf(id), { state: 'done', applied: 6, given: 30, taken: 30 });
      for (const [index, one] of shoppers.entries()) {
        t.equal(await shop.balance(one), `${index % 2 === 0 ? 60 : 40} 0 0 0`);
      }
      asked = 0;
      await undoAdjustJob(pool, id);
      await untilDone();
      t.match(await jobOf(id), { state: 'undone', undone: 6, reversed: 60, missing: 0 });
      for (const one of shoppers) t.equal(await shop.balance(one), '50 0 0 0');
    }),
    { numRuns: 12 },
  );
});
