import t from 'tap';
import { createInlineEvaluator } from './inline.ts';
import { inputOf, poisonEngine, sourceOf } from './testing/poison-engine.ts';

t.test('the calling thread answers as worker threads do', async (t) => {
  const logged: unknown[] = [];
  const evaluator = createInlineEvaluator(poisonEngine, {
    log: { error: (context: unknown) => void logged.push(context) },
    fetchProgramme: async ({ version }) => {
      if (version === 13) throw new Error('the database is away');
      return version === 9 ? sourceOf(9) : undefined;
    },
  });
  await evaluator.load(sourceOf(1));

  const cases: [name: string, input: ReturnType<typeof inputOf>, expected: unknown][] = [
    ['a loaded version', inputOf(5), { ok: true, evaluation: { totals: { gross: 5, net: 1 } } }],
    ['a fetched version', inputOf(6, {}, 9), { ok: true, evaluation: { totals: { gross: 6, net: 9 } } }],
    ['an unknown version', inputOf(7, {}, 404), { ok: false, detail: 'programme main@404 is not known' }],
    ['a version that cannot be fetched', inputOf(7, {}, 13), { ok: false, detail: 'the database is away' }],
    ['an exception', inputOf(8, { poison: 'throw' }), { ok: false, code: 'evaluation_failed', detail: 'poisoned' }],
  ];
  for (const [name, input, expected] of cases) t.match(await evaluator.evaluate(input), expected, name);
  t.match(logged, [{ input: { receipt: { businessTime: 7 } } }, {}, { input: { receipt: { businessTime: 8 } } }]);

  t.same(await evaluator.quote(inputOf(9, {}, 9), [1]), { ok: true, text: '9 [1]', budgets: ['budget'] });
  t.match(await evaluator.quote(inputOf(10), 'throw'), { ok: false, detail: 'poisoned' });
  t.match(logged.at(-1), { input: { receipt: { businessTime: 10 } } });

  t.match(await evaluator.simulate(sourceOf(0), inputOf(1)), { ok: true, evaluation: { totals: { net: 0 } } });
  t.match(await evaluator.simulate(sourceOf(0, { compile: 'throw' }), inputOf(1)), { ok: false, detail: 'poisoned' });
  await t.rejects(evaluator.load(sourceOf(2, { compile: 'throw' })), { message: 'poisoned' });
  await evaluator.close();
});
