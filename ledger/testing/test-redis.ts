import type { Test } from 'tap';
import { leaseOf } from './lease.ts';

interface TestRedis {
  url: string;
  /** False where no redis-server is installed: the one in JavaScript stands in, and knows neither WAIT nor ROLE. */
  real: boolean;
}

/** An empty Redis, the test's own, real where `redis-server` is on PATH; stopped when the test is over. */
export async function testRedis(t: Pick<Test, 'teardown' | 'comment'>): Promise<TestRedis> {
  const { url, real = false, end } = await leaseOf('redis');
  t.teardown(end);
  if (!real) t.comment('no redis-server is installed: this file runs on js-redis-server instead');
  return { url, real };
}
