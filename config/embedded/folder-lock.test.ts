import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { FolderInUse, holderOfFolder, lockFolder } from './folder-lock.ts';

const emptyFolder = (t: { testdir(): string }) => t.testdir();

t.test('a folder has one holder at a time', async (t) => {
  const folder = emptyFolder(t);
  t.equal(holderOfFolder(folder), undefined);
  const release = lockFolder(folder);
  t.equal(holderOfFolder(folder), process.pid);
  t.throws(() => lockFolder(folder), new FolderInUse(folder, process.pid));
  release();
  t.strictSame(readdirSync(folder), []);
  lockFolder(folder)();
});

// A pid no process has; our own pid as a process that started at another time had it; rubbish.
for (const stale of ['4194305 12345\n', `${process.pid} 1\n`, '', 'x\n']) {
  t.test(`the lock ${JSON.stringify(stale)} of a process that is gone is taken over`, async (t) => {
    const folder = emptyFolder(t);
    writeFileSync(join(folder, 'tillgate.lock'), stale);
    t.equal(holderOfFolder(folder), undefined);
    lockFolder(folder);
    t.equal(holderOfFolder(folder), process.pid);
    t.strictSame(readdirSync(folder), ['tillgate.lock']);
  });
}

t.test('only its own lock is released', async (t) => {
  const folder = emptyFolder(t);
  const release = lockFolder(folder);
  writeFileSync(join(folder, 'tillgate.lock'), '1 1\n');
  release();
  t.ok(existsSync(join(folder, 'tillgate.lock')));
  t.equal(readFileSync(join(folder, 'tillgate.lock'), 'utf8'), '1 1\n');
});

t.test('a folder that cannot be written is an error in one line', async (t) => {
  const folder = join(emptyFolder(t), 'missing');
  t.throws(() => lockFolder(folder), { message: `cannot write to the data folder ${folder}: no such file or folder` });
});
