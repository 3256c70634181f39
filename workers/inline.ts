/** Evaluation in the calling thread (TILLGATE_WORKERS=0): nothing waits and nothing is refused, but nothing protects. */
import type { Logger } from 'pino';
import type { Engine } from './engine.ts';
import type { EvaluationOutcome, Evaluator } from './evaluator.ts';
import { createRunner } from './runner.ts';
import type { FetchProgramme } from './sources.ts';

export function createInlineEvaluator<Programme>(
  engine: Engine<Programme>,
  options: { readonly fetchProgramme?: FetchProgramme | undefined; readonly log: Pick<Logger, 'error'> },
): Evaluator {
  const runner = createRunner(engine);

  return {
    async evaluate(input) {
      let outcome = runner.evaluate(input);
      if (outcome === undefined) {
        outcome = await fetchAndEvaluate(input);
      }
      if (!outcome.ok) options.log.error({ input, detail: outcome.detail }, 'a receipt could not be evaluated');
      return outcome;
    },
    async simulate(source, input) {
      return runner.simulate(source, input);
    },
    async load(source) {
      runner.load(source);
    },
    async close() {},
  };

  async function fetchAndEvaluate(input: Parameters<Evaluator['evaluate']>[0]): Promise<EvaluationOutcome> {
    const { code, version } = input.programme;
    const unknown = {
      ok: false,
      code: 'evaluation_failed',
      detail: `programme ${code}@${version} is not known`,
    } as const;
    try {
      const source = await options.fetchProgramme?.({ code, version });
      if (source === undefined) return unknown;
      runner.load(source);
      return runner.evaluate(input) ?? unknown;
    } catch (error) {
      return { ...unknown, detail: error instanceof Error ? error.message : String(error) };
    }
  }
}
