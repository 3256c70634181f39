/** Small programme documents for tests, and what parseProgramme says of them. */
import { parseProgramme } from '../parse.ts';

/** Every message as "severity path:line message". */
export function messagesOf(source: unknown, atMs?: number): string[] {
  return parseProgramme(source, atMs).lint.map(
    ({ severity, path, line, message }) => `${severity} ${path}:${line ?? '-'} ${message}`,
  );
}

export const head = 'program: { code: main, currency: RUB, timezone: Europe/Moscow }\n';

/** A programme of one price rule with these lines added to it; the rule's first added line is line 7. */
export function rule(lines: string): string {
  const added = lines.split('\n').map((line) => `        ${line}\n`);
  return `${head}groups:\n  - code: shelf\n    type: price\n    rules:\n      - code: one\n${added.join('')}`;
}

export function points(lines: string): string {
  return `${head}points:\n${lines
    .split('\n')
    .map((line) => `  ${line}\n`)
    .join('')}`;
}

export const off = 'do: { percent_off: { percent: 7 } }';

/** A programme of one points rule, one price rule and what the case adds as another points rule's do. */
export function multiplied(action: string): string {
  return `${rule(off)}  - code: earn\n    type: points\n    rules:\n      - { code: base, do: { earn_percent: { percent: 1 } } }\n      - { code: two, do: ${action} }\n`;
}
