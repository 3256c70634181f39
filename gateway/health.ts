/** What readiness depends on, and how it is asked: all checks at once, none for longer than a moment. */
export interface HealthCheck {
  readonly name: string;
  /** Without it the gateway cannot serve; otherwise it serves, and says that it is degraded. */
  readonly required: boolean;
  /** Resolves when all is well, rejects with a reason that may be shown. */
  check(): Promise<void>;
}

export interface Readiness {
  readonly status: 'ready' | 'degraded' | 'unready';
  readonly checks: Readonly<Record<string, { readonly ok: boolean; readonly reason?: string }>>;
}

export async function readiness(checks: readonly HealthCheck[], timeoutMs = 2_000): Promise<Readiness> {
  const results = await Promise.all(
    checks.map(async (check) => [check, await reasonAgainst(check, timeoutMs)] as const),
  );
  const failed = results.filter(([, reason]) => reason !== undefined);
  const status = failed.some(([check]) => check.required) ? 'unready' : failed.length > 0 ? 'degraded' : 'ready';
  const said = results.map(([{ name }, reason]) => [name, reason === undefined ? { ok: true } : { ok: false, reason }]);
  return { status, checks: Object.fromEntries(said) };
}

async function reasonAgainst(check: HealthCheck, timeoutMs: number): Promise<string | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(resolve, timeoutMs, `no answer within ${timeoutMs} ms`);
  });
  try {
    return await Promise.race([check.check().then(() => undefined), late]);
  } catch (error) {
    return error instanceof Error ? error.message || error.name : String(error);
  } finally {
    clearTimeout(timer);
  }
}
