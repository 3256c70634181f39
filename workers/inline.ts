/** Evaluation in the calling thread (TILLGATE_WORKERS=0): nothing waits and nothing is refused, but nothing protects. */
import type { Logger } from 'pino';
import type { EvaluationInput } from '../rules/model/evaluation.ts';
import type { Engine } from './engine.ts';
import type { EvaluationOutcome, Evaluator, NotDone } from './evaluator.ts';
import { createRunner } from './runner.ts';
import type { FetchProgramme } from './sources.ts';

export function createInlineEvaluator<Programme>(
  engine: Engine<Programme>,
  options: { readonly fetchProgramme?: FetchProgramme | undefined; readonly log: Pick<Logger, 'error'> },
): Evaluator {
  const runner = createRunner(engine);

  return {
    evaluate,
    async quote(input, telling) {
      const outcome = runner.quote(input, telling) ?? (await fetchFor(input, () => runner.quote(input, telling)));
      return outcome.ok ? outcome : noted(input, outcome);
    },
    // All of it is here: it is put into words when it is decided on, which may be another one.
    sell: evaluate,
    async simulate(source, input) {
      return runner.simulate(source, input);
    },
    async load(source) {
      runner.load(source);
    },
    async close() {},
  };

  async function evaluate(input: EvaluationInput): Promise<EvaluationOutcome> {
    const outcome = runner.evaluate(input) ?? (await fetchFor(input, () => runner.evaluate(input)));
    return outcome.ok ? outcome : noted(input, outcome);
  }

  function noted(input: EvaluationInput, outcome: NotDone): NotDone {
    options.log.error({ input, detail: outcome.detail }, 'a receipt could not be evaluated');
    return outcome;
  }

  async function fetchFor<Done>(
    { programme: { code, version } }: EvaluationInput,
    again: () => Done | undefined,
  ): Promise<Done | NotDone> {
    const unknown = {
      ok: false,
      code: 'evaluation_failed',
      detail: `programme ${code}@${version} is not known`,
    } as const;
    try {
      const source = await options.fetchProgramme?.({ code, version });
      if (source === undefined) return unknown;
      runner.load(source);
      return again() ?? unknown;
    } catch (error) {
      return { ...unknown, detail: error instanceof Error ? error.message : String(error) };
    }
  }
}
