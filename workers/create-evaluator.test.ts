import { pino } from 'pino';
import t, { type Test } from 'tap';
import { openEvaluator } from '../gateway/evaluation/evaluator.ts';
import { until } from '../ledger/testing/until.ts';
import { parseProgramme } from '../rules/program/parse.ts';
import { createEvaluator, type EvaluatorOptions, type RunningEvaluator } from './create-evaluator.ts';
import type { EvaluationOutcome } from './evaluator.ts';
import { inputOf, poisonEngine, sourceOf } from './testing/poison-engine.ts';

const workerFile = new URL('./testing/poison-worker.ts', import.meta.url);

type Options = EvaluatorOptions<unknown>;

/** Only those that hang come to an end of their time. */
const generous = { taskMs: 120_000, loadMs: 120_000, simulationMs: 120_000 };

interface Logged {
  readonly level: string;
  readonly context: Record<string, unknown>;
}

async function started(
  test: Test,
  options: Partial<Options> = {},
): Promise<{ evaluator: RunningEvaluator; logged: Logged[]; batches: number[] }> {
  const logged: Logged[] = [];
  const batches: number[] = [];
  const write = (level: string) => (context: Record<string, unknown>) => void logged.push({ level, context });
  const evaluator = await createEvaluator({
    workers: 2,
    engine: poisonEngine,
    workerFile,
    log: { info: write('info'), warn: write('warn'), error: write('error') } as unknown as Options['log'],
    onBatch: (size) => batches.push(size),
    ...options,
    bounds: { ...generous, ...options.bounds },
  });
  test.teardown(() => evaluator.close());
  return { evaluator, logged, batches };
}

function grossOf(outcome: EvaluationOutcome): number | string {
  return outcome.ok ? outcome.evaluation.totals.gross : outcome.code;
}

/** How many different receipts are given in one moment. */
function all(evaluator: RunningEvaluator, count: number): Promise<EvaluationOutcome[]> {
  return Promise.all(Array.from({ length: count }, (_, id) => evaluator.evaluate(inputOf(id))));
}

const upTo = (count: number) => Array.from({ length: count }, (_, id) => id);

t.test('a quote is told where it is evaluated, and comes back as it is to go out', async (t) => {
  const { evaluator, logged } = await started(t, { workers: 1, fetchProgramme: async () => sourceOf(2) });
  await evaluator.load(sourceOf(1));
  const telling = { till: 'Ф1', balance: 5 };
  t.same(
    await Promise.all([
      evaluator.quote(inputOf(7), telling),
      evaluator.evaluate(inputOf(8)).then(grossOf),
      evaluator.quote(inputOf(9), 'throw'),
      evaluator.quote(inputOf(10, {}, 2), null),
    ]),
    [
      { ok: true, text: '7 {"till":"Ф1","balance":5}', budgets: ['budget'] },
      8,
      { ok: false, code: 'evaluation_failed', detail: 'poisoned' },
      { ok: true, text: '10 null', budgets: ['budget'] },
    ],
  );
  t.match(logged, [{ level: 'error', context: { input: { receipt: { businessTime: 9 } } } }]);
  const died = await evaluator.quote(inputOf(11), 'exit');
  t.match(died, { ok: false, code: 'evaluation_failed', detail: /ended two worker threads/ });
});

t.test('receipts of one moment travel together, and each gets its own outcome', async (t) => {
  const { evaluator, batches } = await started(t);
  await evaluator.load(sourceOf(1));
  t.same((await all(evaluator, 1000)).map(grossOf), upTo(1000));
  t.equal(Math.max(...batches), 64);
  t.ok(batches.length <= 1000 / 16, `${batches.length} tasks`);

  batches.length = 0;
  await Promise.all([1, 2, 3].map((id) => Promise.resolve().then(() => evaluator.evaluate(inputOf(id)))));
  t.same(batches, [3], 'three of one moment are one task');
});

t.test('an exception is the outcome of its own receipt', async (t) => {
  const { evaluator, logged } = await started(t, { workers: 1 });
  await evaluator.load(sourceOf(1));
  const outcomes = await Promise.all([
    evaluator.evaluate(inputOf(1)),
    evaluator.evaluate(inputOf(2, { poison: 'throw' })),
    evaluator.evaluate(inputOf(3)),
  ]);
  t.same(outcomes.map(grossOf), [1, 'evaluation_failed', 3]);
  t.match(outcomes[1], { detail: 'poisoned' });
  t.equal(evaluator.restarts, 0);
  t.match(logged, [{ level: 'error', context: { input: { receipt: { businessTime: 2 } } } }]);
});

for (const poison of ['exit', 'hang', 'memory']) {
  t.test(`a receipt that ends its thread (${poison}) fails alone, the others of its task succeed`, async (t) => {
    const taskMs = poison === 'hang' ? 2_000 : generous.taskMs;
    const { evaluator, logged } = await started(t, { bounds: { ...generous, maxHeapMb: 64, taskMs } });
    await evaluator.load(sourceOf(1));
    const outcomes = await Promise.all(
      upTo(40).map((id) => evaluator.evaluate(inputOf(id, id === 17 ? { poison } : {}))),
    );
    t.same(
      outcomes.map(grossOf),
      upTo(40).map((id) => (id === 17 ? 'evaluation_failed' : id)),
    );
    t.equal(evaluator.restarts, 2);
    t.match(
      logged.filter(({ level }) => level === 'error'),
      [{ context: { input: { receipt: { businessTime: 17, attributes: { poison } } } } }],
    );
    t.same((await all(evaluator, 200)).map(grossOf), upTo(200), 'both threads work again');
  });
}

t.test('one thread: what waits behind a poisoned receipt is evaluated', async (t) => {
  const { evaluator } = await started(t, { workers: 1 });
  await evaluator.load(sourceOf(1));
  const poisoned = evaluator.evaluate(inputOf(0, { poison: 'exit' }));
  await new Promise((resolve) => setImmediate(resolve));
  t.same((await all(evaluator, 100)).map(grossOf), upTo(100));
  t.equal(grossOf(await poisoned), 'evaluation_failed');
});

t.test('a full queue refuses what comes, and keeps what it has', async (t) => {
  const { evaluator } = await started(t, { workers: 1, bounds: { queueLength: 10 } });
  await evaluator.load(sourceOf(1));
  const busy = evaluator.evaluate(inputOf(0, { spinMs: 50 }));
  await new Promise((resolve) => setImmediate(resolve));
  const outcomes = await all(evaluator, 15);
  t.same(outcomes.map(grossOf), [...upTo(10), ...Array.from({ length: 5 }, () => 'overloaded')]);
  t.equal(grossOf(await busy), 0);
  t.equal(grossOf(await evaluator.evaluate(inputOf(7))), 7, 'there is room again');
});

t.test('programmes are published under load without a failed receipt', async (t) => {
  const { evaluator } = await started(t);
  await evaluator.load(sourceOf(1));
  let version = 1;
  let stop = false;
  let answered = 0;
  const failed: EvaluationOutcome[] = [];
  const tills = upTo(32).map(async () => {
    while (!stop) {
      const asked = version;
      const outcome = await evaluator.evaluate(inputOf(1, {}, asked));
      if (outcome.ok && outcome.evaluation.totals.net === asked) answered += 1;
      else failed.push(outcome);
    }
  });
  for (let next = 2; next <= 6; next += 1) {
    await evaluator.load(sourceOf(next, { compileMs: 30 }));
    version = next;
    const before = answered;
    await until(() => failed.length > 0 || answered >= before + tills.length);
  }
  stop = true;
  await Promise.all(tills);
  t.same(failed, []);
});

t.test('a version that does not compile is refused, and nothing else suffers', async (t) => {
  const { evaluator } = await started(t);
  await evaluator.load(sourceOf(1));
  await t.rejects(evaluator.load(sourceOf(2, { compile: 'throw' })), { message: /main@2 does not compile: poisoned/ });
  await t.rejects(evaluator.load(sourceOf(3, { compile: 'exit' })), { message: /ended two worker threads/ });
  t.match(await evaluator.evaluate(inputOf(1, {}, 2)), { ok: false, detail: 'programme main@2 is not known' });
  t.same((await all(evaluator, 100)).map(grossOf), upTo(100));
});

t.test('a version nobody loaded is fetched once; one that does not exist fails its receipts only', async (t) => {
  const fetched: number[] = [];
  const { evaluator } = await started(t, {
    workers: 1,
    fetchProgramme: async ({ version }) => {
      fetched.push(version);
      return version === 9 ? sourceOf(9) : undefined;
    },
  });
  await evaluator.load(sourceOf(1));
  const outcomes = await Promise.all(
    upTo(60).map((id) => evaluator.evaluate(inputOf(id, {}, id === 5 ? 404 : id % 2 === 0 ? 9 : 1))),
  );
  t.same(
    outcomes.map(grossOf),
    upTo(60).map((id) => (id === 5 ? 'evaluation_failed' : id)),
  );
  t.same(fetched.sort(), [404, 9]);
});

t.test('more versions than a thread keeps', async (t) => {
  const { evaluator } = await started(t, { workers: 1 });
  for (const version of upTo(40)) await evaluator.load(sourceOf(version));
  const outcomes = await Promise.all(upTo(80).map((id) => evaluator.evaluate(inputOf(id, {}, id % 40))));
  t.same(outcomes.map(grossOf), upTo(80));
});

t.test('simulations compile their own document, within a time, apart from the tills', async (t) => {
  const { evaluator } = await started(t, { workers: 1, bounds: { simulationsWaiting: 1, simulationMs: 2_000 } });
  await evaluator.load(sourceOf(1));
  t.match(await evaluator.simulate(sourceOf(0), inputOf(3)), {
    ok: true,
    evaluation: { totals: { gross: 3, net: 0 } },
  });
  t.match(await evaluator.evaluate(inputOf(3, {}, 0)), { ok: false }, 'the document was for that call alone');
  const hanging = evaluator.simulate(sourceOf(0, { compile: 'hang' }), inputOf(1));
  const waiting = evaluator.simulate(sourceOf(0), inputOf(2));
  t.equal(grossOf(await evaluator.simulate(sourceOf(0), inputOf(3))), 'overloaded');
  t.same((await all(evaluator, 100)).map(grossOf), upTo(100), 'tills do not wait for it');
  t.match(await hanging, { code: 'evaluation_failed', detail: /no answer within 2000 ms/ });
  t.equal(grossOf(await waiting), 2);
});

t.test('close lets what was taken finish and takes nothing more', async (t) => {
  const { evaluator } = await started(t, { workers: 1 });
  await evaluator.load(sourceOf(1));
  const taken = all(evaluator, 100);
  const closed = evaluator.close();
  t.match(await evaluator.evaluate(inputOf(1)), { code: 'overloaded', detail: 'shutting down' });
  t.same((await taken).map(grossOf), upTo(100));
  await closed;
});

for (const workers of [0, 1]) {
  t.test(`a real programme, ${workers} threads`, async (t) => {
    const signingKey = Buffer.alloc(32);
    const evaluator = await openEvaluator({ workers, signingKey, log: pino({ level: 'silent' }) });
    t.teardown(() => evaluator.close());
    const { document, hash } = parseProgramme(`
      program: { code: main }
      groups:
        - { code: shelf, type: price, rules: [{ code: ten, do: { percent_off: { percent: 10 } } }] }`);
    if (document === undefined || hash === undefined) throw new Error('the programme has errors');
    const source = { code: 'main', version: 1, hash, document };
    const input = inputOf(Date.UTC(2026, 10, 22));
    const line = { line: 1, sku: 'a', quantity: 1000, unitPrice: 99_900_000, amount: 9_990 };
    const rest = { category: [], attributes: {}, discountable: true, earnable: true, manualDiscount: 0 };
    const sold = { ...input, receipt: { ...input.receipt, lines: [{ ...line, ...rest }] } };
    const expected = { ok: true, evaluation: { totals: { gross: 9_990, discount: 999, net: 8_991 } } };
    await evaluator.load(source);
    t.match(await evaluator.evaluate(sold), expected);
    t.match(await evaluator.simulate({ ...source, version: 0 }, sold), expected);
  });
}

t.test('threads that cannot start are an error', async (t) => {
  await t.rejects(started(t, { workerFile: new URL('./testing/no-such-worker.ts', import.meta.url) }), {
    message: 'the worker threads do not start',
  });
});
