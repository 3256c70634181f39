import t from 'tap';
import { type Job, JobQueue } from './job.ts';

const job = (text: string): Job => ({ text, programme: 'main@1', deaths: 0, resolve() {} });
const texts = (jobs: readonly Job[]) => jobs.map(({ text }) => text);

t.test('bounded by count and by size; what is taken makes room', (t) => {
  const queue = new JobQueue({ queueLength: 3, queueBytes: 10 });
  const story: [push: string, admitted: boolean][] = [
    ['1234567', true],
    ['1234', false],
    ['123', true],
    ['', true],
    ['', false],
  ];
  for (const [text, admitted] of story) t.equal(queue.push(job(text)), admitted, `push ${text.length}`);
  const taken = queue.take({ batchSize: 1, batchBytes: 100 });
  t.same(texts(taken), ['1234567']);
  t.equal(queue.push(job('4567890')), true);
  queue.putBack(taken);
  t.equal(queue.length, 4, 'what was let in once is not refused when it comes back');
  t.equal(queue.push(job('')), false);
  t.same(texts(queue.take({ batchSize: 9, batchBytes: 100 })), ['1234567', '123', '', '4567890'], 'in order');
  t.end();
});

t.test('one larger than the bounds still goes, alone', (t) => {
  const queue = new JobQueue({ queueLength: 3, queueBytes: 10 });
  t.ok(queue.push(job('x'.repeat(20))));
  t.notOk(queue.push(job('y')), 'and nothing beside it');
  t.equal(queue.take({ batchSize: 64, batchBytes: 5 }).length, 1);
  t.ok(queue.push(job('y')));
  t.same(texts(queue.take({ batchSize: 64, batchBytes: 5 })), ['y']);
  t.same(queue.take({ batchSize: 64, batchBytes: 5 }), []);
  t.end();
});
