/**
 * What the bench's shops sell: some hundred articles of 13 departments, always the same ones. The rules of
 * config/programs/bench-100.yaml are about these departments, shelves, brands and articles.
 */

export interface Article {
  /** milk-03 */
  readonly sku: string;
  readonly name: string;
  /** Minor units. */
  readonly unitPrice: number;
  /** [department, shelf] */
  readonly category: readonly [string, string];
  readonly brand: string;
}

/** Department → shelf → what its cheapest article costs, minor units. */
const departments: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  dairy: { milk: 6_490, yoghurt: 3_990, cheese: 18_990 },
  bakery: { bread: 3_490, pastry: 4_990, cakes: 24_900 },
  meat: { beef: 49_900, poultry: 22_900, sausage: 19_900 },
  produce: { fruit: 8_990, vegetables: 5_990, herbs: 3_990 },
  drinks: { juice: 9_990, water: 3_990, soda: 7_990 },
  alcohol: { wine: 49_900, beer: 7_990, spirits: 69_900 },
  grocery: { pasta: 5_990, cereals: 6_990, oil: 11_990 },
  sweets: { chocolate: 8_990, biscuits: 6_990, candy: 4_990 },
  household: { detergents: 29_900, paper: 14_900, cleaning: 15_900 },
  beauty: { shampoo: 24_900, soap: 6_990, creams: 29_900 },
  pets: { 'cat-food': 3_490, 'dog-food': 5_990, litter: 24_900 },
  home: { kitchen: 19_900, textile: 39_900, toys: 49_900 },
  tobacco: { cigarettes: 18_900 },
};
const perShelf = 12;

/** A brand sells in several departments. */
const brands = [
  ...[
    'avrora',
    'belaya',
    'chistov',
    'dobryna',
    'elki',
    'fermer',
    'gorki',
    'ivolga',
    'jasmin',
    'klever',
    'luga',
    'mayak',
  ],
  ...['niva', 'ozero', 'polyana', 'rodnik', 'sokol', 'tayga', 'ural', 'volna', 'yantar', 'zarya', 'severa', 'veter'],
];

export const catalogue: readonly Article[] = Object.entries(departments).flatMap(([department, shelves], ordinal) =>
  Object.entries(shelves).flatMap(([shelf, cheapest], position) =>
    Array.from({ length: perShelf }, (_, index): Article => {
      const brand = brands[(ordinal * 7 + position * 5 + index * 3) % brands.length] ?? '';
      return {
        sku: `${shelf}-${String(index + 1).padStart(2, '0')}`,
        name: `${shelf} ${brand} ${index + 1}`,
        unitPrice: cheapest + index * Math.round(cheapest / 9),
        category: [department, shelf],
        brand,
      };
    }),
  ),
);
