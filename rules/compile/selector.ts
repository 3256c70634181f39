/**
 * A selector of the document becomes a predicate over lines. Keys are all-of, the values of a key any-of; what each
 * key means stands with its schema in rules/program/schema/selector.ts.
 */
import type { MemberState } from '../model/member-state.ts';
import type { AttributeValue, ReceiptLine } from '../model/receipt.ts';
import type { Favourite, SelectorDocument } from '../program/schema/selector.ts';
import type { Selector } from './compiled.ts';

/** The document's own lists: code → skus. */
export type Lists = Readonly<Record<string, readonly string[]>>;

type Scalar = string | number | boolean;

type Predicate = (line: ReceiptLine, member: MemberState | undefined) => boolean;

/** ReceiptLine.unitPrice counts ten-thousandths of a minor unit. */
const unitPriceScale = 10_000;

export function compileSelector(document: SelectorDocument, lists: Lists): Selector {
  const predicates = predicatesOf(document, lists);
  const [only] = predicates;
  if (only !== undefined && predicates.length === 1) return { matches: only };
  return {
    matches(line, member) {
      for (const predicate of predicates) if (!predicate(line, member)) return false;
      return true;
    },
  };
}

function predicatesOf(document: SelectorDocument, lists: Lists): Predicate[] {
  const { sku, category, brand, list, attributes, price, favourites, any, not } = document;
  const predicates: Predicate[] = [];
  if (sku !== undefined) predicates.push(skuIn(new Set(several(sku))));
  if (list !== undefined) predicates.push(onList(several(list), lists));
  if (brand !== undefined) predicates.push(brandIn(new Set(several(brand))));
  if (category !== undefined) {
    predicates.push(hasCategory(several(category)));
  }
  for (const [name, choices] of Object.entries(attributes ?? {})) {
    predicates.push(attributeIn(name, new Set(several(choices))));
  }
  if (price !== undefined) {
    const from = (price.from ?? 0) * unitPriceScale;
    const to = (price.to ?? Number.POSITIVE_INFINITY) * unitPriceScale;
    predicates.push((line) => line.unitPrice >= from && line.unitPrice <= to);
  }
  if (favourites !== undefined) predicates.push(isFavourite(several(favourites)));
  if (any !== undefined) {
    const alternatives = any.map((one) => compileSelector(one, lists));
    predicates.push((line, member) => alternatives.some((one) => one.matches(line, member)));
  }
  if (not !== undefined) {
    const excluded = compileSelector(not, lists);
    predicates.push((line, member) => !excluded.matches(line, member));
  }
  return predicates;
}

// Each is a function of its own, and not one with a function to read by: they run for every line of every rule.

function skuIn(chosen: ReadonlySet<string>): Predicate {
  return (line) => chosen.has(line.sku);
}

function brandIn(chosen: ReadonlySet<string>): Predicate {
  return (line) => line.brand !== undefined && chosen.has(line.brand);
}

function attributeIn(name: string, chosen: ReadonlySet<Scalar>): Predicate {
  return (line) => isChosen(attributeOf(line, name), chosen);
}

/** On a list of the document by its sku; on one kept through the API as the line says. */
function onList(codes: readonly string[], lists: Lists): Predicate {
  const skus = skusOf(codes, lists);
  const kept = new Set(codes.filter((code) => !Object.hasOwn(lists, code)));
  if (kept.size === 0) return (line) => skus.has(line.sku);
  return (line) => skus.has(line.sku) || (line.lists?.some((code) => kept.has(code)) ?? false);
}

const favouritePredicates: Record<Favourite, Predicate> = {
  sku: (line, member) => member?.favourites?.sku?.includes(line.sku) === true,
  brand: (line, member) => line.brand !== undefined && member?.favourites?.brand?.includes(line.brand) === true,
  category: (line, member) => {
    const chosen = member?.favourites?.category;
    return chosen !== undefined && hasCategory(chosen)(line, member);
  },
};

function isFavourite(kinds: readonly Favourite[]): Predicate {
  const chosen = kinds.map((kind) => favouritePredicates[kind]);
  return (line, member) => chosen.some((predicate) => predicate(line, member));
}

/** Paths are joined only where a chosen name is one: most programmes name single elements, and this runs per line. */
function hasCategory(names: readonly string[]): Predicate {
  const chosen = new Set(names);
  if (names.some((name) => name.includes('/'))) {
    return (line) => categoryNames(line.category).some((name) => chosen.has(name));
  }
  const [only] = names;
  return (line) => {
    const { category } = line;
    for (let depth = 0; depth < category.length; depth++) {
      const element = category[depth] as string;
      if (chosen.size === 1 ? element === only : chosen.has(element)) return true;
    }
    return false;
  };
}

/** Every name a selector may call a category path by: each element, and each path from the root. */
export function categoryNames(path: readonly string[]): string[] {
  const names: string[] = [];
  let fromRoot = '';
  for (const [index, element] of path.entries()) {
    names.push(element);
    fromRoot = index === 0 ? element : `${fromRoot}/${element}`;
    if (index > 0) names.push(fromRoot);
  }
  return names;
}

/** Of a list one value is enough. */
export function isChosen(value: AttributeValue | undefined, chosen: ReadonlySet<Scalar>): boolean {
  if (value === undefined) return false;
  return typeof value === 'object' ? value.some((one) => chosen.has(one)) : chosen.has(value);
}

export function attributeOf(line: ReceiptLine, name: string): AttributeValue | undefined {
  return Object.hasOwn(line.attributes, name) ? line.attributes[name] : undefined;
}

function skusOf(codes: readonly string[], lists: Lists): ReadonlySet<string> {
  const skus = new Set<string>();
  for (const code of codes) {
    if (Object.hasOwn(lists, code)) for (const sku of lists[code] ?? []) skus.add(sku);
  }
  return skus;
}

/** Every list a selector names, at any depth. */
export function listCodes({ list, any, not }: SelectorDocument): string[] {
  const codes = list === undefined ? [] : several(list);
  return [...codes, ...(any ?? []).flatMap(listCodes), ...(not === undefined ? [] : listCodes(not))];
}

export function several<T>(value: T | readonly T[]): readonly T[] {
  return Array.isArray(value) ? (value as readonly T[]) : [value as T];
}
