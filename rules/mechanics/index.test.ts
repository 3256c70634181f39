import { readdirSync } from 'node:fs';
import t from 'tap';
import { mechanics } from './index.ts';

/** Files of the folder that are not a mechanic. */
const others = new Set(['index', 'mechanic']);

t.test('every file of the folder is a mechanic and is registered under its code', async (t) => {
  const files = readdirSync(new URL('.', import.meta.url))
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .map((name) => name.slice(0, -'.ts'.length))
    .filter((name) => !others.has(name));
  t.strictSame([...mechanics.keys()].map((code) => code.replaceAll('_', '-')).sort(), files.sort());
});

for (const [code, mechanic] of mechanics) {
  t.test(code, async (t) => {
    t.equal(mechanic.code, code);
    t.ok(Object.isFrozen(mechanic));
    t.equal(
      (mechanic.params as { additionalProperties?: boolean }).additionalProperties,
      false,
      'unknown keys are errors',
    );
  });
}
