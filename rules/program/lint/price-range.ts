import type { Path } from '../path.ts';
import type { SelectorDocument } from '../schema/selector.ts';
import { everySelector, type LintCheck } from './check.ts';

/** A range of prices that begins above its end selects nothing. */
export const priceRange: LintCheck = {
  name: 'price-range',
  run(document, report) {
    for (const { items, path } of everySelector(document)) visit(items, path);

    function visit({ price, any, not }: SelectorDocument, path: Path): void {
      const { from = 0, to = Number.POSITIVE_INFINITY } = price ?? {};
      if (from > to) report('error', [...path, 'price'], `from ${from} is above to ${to}: no price is in it`);
      for (const [index, one] of (any ?? []).entries()) visit(one, [...path, 'any', index]);
      if (not !== undefined) visit(not, [...path, 'not']);
    }
  },
};
