const OURS = /^(TILLGATE_.*|DATABASE_URL|REDIS_URL|HOST|PORT|LOG_LEVEL)$/;

/** The environment without what Tillgate reads of it. */
export function withoutOurs(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !OURS.test(name)));
}
