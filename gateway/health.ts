/** What readiness depends on. */
export interface HealthCheck {
  readonly name: string;
  /** Without it the gateway cannot serve; otherwise it serves, and says that it is degraded. */
  readonly required: boolean;
  /** Resolves when all is well, rejects with a reason that may be shown. */
  check(): Promise<void>;
}
