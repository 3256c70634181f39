/**
 * What is near enough to be worth a word to a customer who stands at the till: at most a tenth more money than has been spent;
 * one more unit where there is one, two where there are four.
 */
const tenth = 10;

/** Minor units: `missing` of a step that asks for `step`, `has` of which is spent. */
export function moneyInReach(missing: number, has: number, step: number = has): boolean {
  return missing > 0 && missing * tenth <= has && missing * tenth <= step;
}

/** Units: `missing` to the next step, `has` of which are there. */
export function unitsInReach(missing: number, has: number): boolean {
  return missing > 0 && (missing <= 1 ? has >= 1 : missing <= 2 && has >= 4);
}
