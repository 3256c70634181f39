/** What a programme asks for that is kept through the API: a gateway looks up these, and nothing else. */
export interface ReferencesPolicy {
  /** Codes of lists of goods that the document names and does not define. */
  readonly lists: readonly string[];
  /** Codes of segments; all: a condition asks for them otherwise than by name. */
  readonly segments: readonly string[] | 'all';
  /** Codes of lists of personal prices. */
  readonly prices: readonly string[];
}

/** Versions by code, of what an evaluation was told. */
export interface ReferenceVersions {
  readonly lists?: Readonly<Record<string, number>>;
  /** Of those that the member belongs to. */
  readonly segments?: Readonly<Record<string, number>>;
  readonly prices?: Readonly<Record<string, number>>;
}
