/**
 * Goes on with what is at hand, at once; only what has to be waited for makes a promise. Nearly every command is decided
 * on what its batch has locked and read already: a chain of async functions would wait for each of its steps all the same.
 */
export function thenDo<T, Result>(
  value: T | Promise<T>,
  next: (value: T) => Result | Promise<Result>,
): Result | Promise<Result> {
  return value instanceof Promise ? value.then(next) : next(value);
}
