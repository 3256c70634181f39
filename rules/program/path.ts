/** Where in a document: keys and indices from the root. */
export type Path = readonly (string | number)[];

/** As messages write it: groups[0].rules[2].when; a key that is not a plain word is quoted: lists["a b"][3]. */
export function pathText(path: Path): string {
  let text = '';
  for (const step of path) {
    if (typeof step === 'number') text += `[${step}]`;
    else if (/^[A-Za-z_][\w-]*$/.test(step)) text += text === '' ? step : `.${step}`;
    else text += `[${JSON.stringify(step.slice(0, 100))}]`;
  }
  return text;
}
