/** What workers run, under one name, so that tests can put something worse in its place. */
import type { Evaluation, EvaluationInput } from '../rules/model/evaluation.ts';
import type { Told } from '../rules/model/told.ts';
import type { ProgrammeSource } from './evaluator.ts';

/** The two functions of rules/. */
export interface Rules<Programme> {
  compile(source: ProgrammeSource): Programme;
  evaluate(programme: Programme, input: EvaluationInput): Evaluation;
}

export interface Engine<Programme> extends Rules<Programme> {
  /** What a quote is answered with. `telling` is what the gateway knows besides, plain JSON of its own. */
  tell(evaluation: Evaluation, input: EvaluationInput, telling: unknown): string;
  /** What a sale is answered and keeps; `keeping` as `telling`. */
  keep(evaluation: Evaluation, input: EvaluationInput, keeping: unknown): Told;
}
