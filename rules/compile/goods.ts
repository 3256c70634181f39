/** What a selector asks for, in words short enough for a till's display; without words where it takes more than that. */
import type { Goods } from '../model/goods.ts';
import type { SelectorDocument } from '../program/schema/selector.ts';
import { several } from './selector.ts';

/** More names than these are no use to anybody at a till. */
const mostNames = 3;

export function goodsOf(items: SelectorDocument | undefined): Goods {
  if (items === undefined) return {};
  const { sku, category, brand, list } = items;
  const [only, ...others] = sku === undefined ? [] : several(sku);
  if (only !== undefined && others.length === 0) return { sku: only };
  const named = [sku, category, brand, list].filter((names) => names !== undefined);
  const [names, ...rest] = named;
  if (names === undefined || rest.length > 0 || several(names).length > mostNames) return {};
  return { words: several(names).join(' / ') };
}
