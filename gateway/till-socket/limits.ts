/** What a till's socket may keep the gateway busy with. */
export interface TillLimits {
  /** Frames under way; while there are so many it is not read from, and what has come already is refused overloaded. */
  readonly inFlight: number;
  /** What the client has not read: above it, it is not read from; above four times as much it is disconnected. */
  readonly maxBufferedBytes: number;
  /** How long it may be above the first of these. */
  readonly slowMs: number;
  readonly heartbeatMs: number;
  /** How long what is under way may take when it is to close: as long as requests have when the gateway drains. */
  readonly finishMs: number;
  /** How long the other side has to answer a close, and to read what was sent before it. */
  readonly closeMs: number;
}

export const tillLimits: TillLimits = {
  inFlight: 64,
  maxBufferedBytes: 1_048_576,
  slowMs: 5_000,
  heartbeatMs: 25_000,
  finishMs: 5_000,
  closeMs: 5_000,
};
