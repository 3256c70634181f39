/** Makes one question of those asked while the event loop handles one round of events; nobody waits for a timer. */
export function coalesced<Key, Value>(
  ask: (keys: readonly Key[]) => Promise<ReadonlyMap<Key, Value>>,
): (keys: readonly Key[]) => Promise<Map<Key, Value>> {
  let asked: Set<Key> | undefined;
  let answer: Promise<ReadonlyMap<Key, Value>>;

  return (keys) => {
    if (asked === undefined) {
      const all = new Set<Key>();
      asked = all;
      answer = new Promise((resolve) => {
        setImmediate(() => {
          asked = undefined;
          resolve(ask([...all]));
        });
      });
    }
    for (const key of keys) asked.add(key);
    return answer.then((values) => ownOf(keys, values));
  };
}

function ownOf<Key, Value>(keys: readonly Key[], values: ReadonlyMap<Key, Value>): Map<Key, Value> {
  const own = new Map<Key, Value>();
  for (const key of keys) {
    const value = values.get(key);
    if (value !== undefined) own.set(key, value);
  }
  return own;
}
