/** What is wrong, or merely odd, in a programme document. A version with an error cannot be saved or published. */
export interface LintMessage {
  readonly severity: 'error' | 'warning';
  /** JSON path into the document: groups[0].rules[2].when */
  readonly path: string;
  /** Line of the YAML source, from 1; absent for a JSON object. */
  readonly line?: number;
  readonly message: string;
}
