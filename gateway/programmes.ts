/** The programmes in force: which version of each code is current, and what the gateway must know of any version. */
import type { OutboxEvent } from '../ledger/outbox/append.ts';
import type { PointsPolicy } from '../rules/model/points-policy.ts';

export interface ProgrammeVersion {
  readonly code: string;
  readonly version: number;
  readonly hash: string;
  readonly currency: string;
  readonly minorUnits: number;
  readonly timezone: string;
  readonly policy: PointsPolicy;
}

export interface ProgrammeRegistry {
  /** The published version of a code that every worker has compiled; undefined: none is published. */
  current(code: string): ProgrammeVersion | undefined;
  /** Any published version by its number, as a quote names it; `revoked` and undefined (never there) are told apart. */
  get(code: string, version: number): Promise<ProgrammeVersion | 'revoked' | undefined>;
  /** Reads a code's current version again and switches to it once every worker has compiled it. */
  refresh(code: string): Promise<void>;
  /** Reads all of them: at start, and when events may have been missed. */
  refreshAll(): Promise<void>;
  apply(event: OutboxEvent): Promise<void>;
}
