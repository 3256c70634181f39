/** Where a text stops being JSON: V8 says so for some mistakes only, and differently from version to version. */
const space = /[ \t\n\r]*/y;
const string = /"(?:[ !#-[\]-\uffff]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const scalar = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.+-])|true\b|false\b|null\b/y;

type Expected = 'value' | 'first item' | 'first name' | 'name' | 'colon' | 'next' | 'nothing';

/** The index of the first character that cannot stand where it stands; the text's length where it was cut off. */
export function jsonErrorAt(text: string): number {
  const open: ('{' | '[')[] = [];
  let at = 0;
  let expected: Expected = 'value';
  const skip = (pattern: RegExp): boolean => {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (found !== null) at = pattern.lastIndex;
    return found !== null;
  };
  const afterValue = (): Expected => (open.length === 0 ? 'nothing' : 'next');
  for (;;) {
    skip(space);
    const character = text[at];
    if (character === undefined) return at;
    const innermost = open.at(-1);
    const closes = (character === '}' && innermost === '{') || (character === ']' && innermost === '[');
    if (closes && (expected === 'next' || expected === 'first item' || expected === 'first name')) {
      at += 1;
      open.pop();
      expected = afterValue();
    } else if (expected === 'next' && character === ',') {
      at += 1;
      expected = innermost === '{' ? 'name' : 'value';
    } else if (expected === 'colon' && character === ':') {
      at += 1;
      expected = 'value';
    } else if (expected === 'name' || expected === 'first name') {
      if (!skip(string)) return at;
      expected = 'colon';
    } else if (expected === 'value' || expected === 'first item') {
      if (character === '{' || character === '[') {
        at += 1;
        open.push(character);
        expected = character === '{' ? 'first name' : 'first item';
      } else if (skip(string) || skip(scalar)) expected = afterValue();
      else return at;
    } else return at;
  }
}

/** 'line 3, column 14', both from 1. */
export function positionOf(text: string, index: number): string {
  const before = text.slice(0, index).split('\n');
  return `line ${before.length}, column ${(before.at(-1) ?? '').length + 1}`;
}
