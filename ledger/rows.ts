/** How a row becomes what the gateway shows: what is null is absent, a time is RFC 3339 in UTC. */

type Shown<T> = {
  [K in keyof T as null extends T[K] ? never : K]: T[K] extends Date ? string : T[K];
} & {
  [K in keyof T as null extends T[K] ? K : never]?: Exclude<T[K], null> extends Date ? string : Exclude<T[K], null>;
};

export function shown<T extends object>(row: T): Shown<T> {
  const result: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(row)) {
    if (value !== null) result[name] = value instanceof Date ? value.toISOString() : value;
  }
  return result as Shown<T>;
}

/** The same for rows whose times are numbers already, as the row type of whoever asks. */
export function withoutNulls<T>(row: Record<string, unknown>): T {
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)) as T;
}
