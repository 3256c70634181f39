/** The two functions of rules/ that workers run, under one name, so that tests can put something worse in their place. */
import type { Evaluation, EvaluationInput } from '../rules/model/evaluation.ts';
import type { ProgrammeSource } from './evaluator.ts';

export interface Engine<Programme> {
  compile(source: ProgrammeSource): Programme;
  evaluate(programme: Programme, input: EvaluationInput): Evaluation;
}
