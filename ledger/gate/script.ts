import { readFileSync } from 'node:fs';
import type { Redis } from 'ioredis';

type Argument = string | number | Buffer;
type Run = (redis: Redis, keys: readonly string[], args: readonly Argument[]) => Promise<unknown>;

/** A Lua file of this folder as a function; Redis is sent its text once a connection, then its digest. */
export function luaScript(name: string): Run {
  const lua = readFileSync(new URL(import.meta.resolve(`tillgate/ledger/gate/${name}.lua`)), 'utf8');

  return (redis, keys, args) => {
    // ioredis adds the command as a method, which its types know nothing of.
    const commands = redis as unknown as Record<string, (...args: Argument[]) => Promise<unknown>>;
    if (commands[name] === undefined) redis.defineCommand(name, { lua });
    return commands[name]?.(keys.length, ...keys, ...args) as Promise<unknown>;
  };
}
