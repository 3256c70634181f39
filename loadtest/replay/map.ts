/** The map: which columns of a CSV make a receipt, and where its receipts are rung up. YAML, checked before anything is read. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import Type from 'typebox';
import { Compile } from 'typebox/compile';
import { parse } from 'yaml';
import { isTimezone } from './time.ts';

const strict = { additionalProperties: false } as const;
const Column = Type.String({ minLength: 1 });
const Name = Type.String({ minLength: 1, maxLength: 64 });

const ReceiptMap = Type.Object(
  {
    columns: Type.Object(
      {
        invoice: Column,
        sku: Column,
        /** Negative: it came back, or was written off. */
        quantity: Column,
        time: Column,
        /** Of one unit, in whole money (2.55), negative allowed. */
        price: Column,
        /** The number of the customer's card; empty: nobody known. */
        member: Type.Optional(Column),
        description: Type.Optional(Column),
        brand: Type.Optional(Column),
        /** From the root. */
        category: Type.Optional(Type.Array(Column, { minItems: 1, maxItems: 16 })),
      },
      strict,
    ),
    delimiter: Type.Optional(Type.String({ minLength: 1, maxLength: 1 })),
    /** `iso`, or YYYY MM M DD D HH H mm ss with what stands between them; in the store's timezone unless it has an offset. */
    time: Type.String({ minLength: 3 }),
    /** Decimals of the currency: 2 → 1.00 is 100 minor units. Prices may have four more. */
    money: Type.Object({ decimals: Type.Integer({ minimum: 0, maximum: 4 }) }, strict),
    /** numeric: card numbers are numbers, "17850.0" is 17850. */
    cards: Type.Optional(Type.Object({ numeric: Type.Boolean() }, strict)),
    /** A return is an invoice whose number begins so; without a prefix, one with nothing but negative quantities. */
    returns: Type.Optional(Type.Object({ prefix: Type.Optional(Type.String({ minLength: 1 })) }, strict)),
    /** Skus that no points are earned on, or no discount falls on. */
    lines: Type.Optional(
      Type.Object(
        { notEarnable: Type.Optional(Type.Array(Name)), notDiscountable: Type.Optional(Type.Array(Name)) },
        strict,
      ),
    ),
    store: Type.Object(
      {
        code: Name,
        title: Type.Optional(Type.String({ maxLength: 256 })),
        region: Type.Optional(Name),
        timezone: Type.String({ minLength: 1 }),
        /** The code of the programme its receipts are priced under. */
        programme: Name,
      },
      strict,
    ),
    till: Name,
    channel: Type.Optional(Type.Enum(['pos', 'web', 'app', 'call-centre', 'kiosk'])),
    /** A programme document to publish where the store's programme is not there; relative to the map. */
    publish: Type.Optional(Type.String({ minLength: 1 })),
  },
  strict,
);
export type ReceiptMap = Type.Static<typeof ReceiptMap>;

/** The map is not there, or is not one. The message is a line for each thing that is wrong, with its path. */
export class MapError extends Error {
  override name = 'MapError';
}

const compiled = Compile(ReceiptMap);

/** `name` is a built-in map (uci) or a path to a YAML file; `publish` comes back absolute. Throws MapError. */
export function loadMap(name: string): ReceiptMap {
  const path = pathOf(name);
  const map = checkMap(path, readText(path));
  return map.publish === undefined ? map : { ...map, publish: resolve(dirname(path), map.publish) };
}

/** Exported for its own test: what loadMap does once the text is there. */
export function checkMap(path: string, text: string): ReceiptMap {
  let document: unknown;
  try {
    document = parse(text);
  } catch (error) {
    throw new MapError(`${path} is not YAML: ${(error as Error).message}`, { cause: error });
  }
  if (!compiled.Check(document)) throw new MapError(faults(path, document).join('\n'));
  if (!isTimezone(document.store.timezone)) {
    throw new MapError(`${path}: store.timezone: there is no timezone ${document.store.timezone}`);
  }
  return document;
}

function faults(path: string, document: unknown): string[] {
  const lines = new Set<string>();
  for (const error of compiled.Errors(document)) {
    // An unknown key is reported by the object it is in, with its name; the report of the key itself adds nothing.
    if (error.keyword === 'boolean') continue;
    const place = error.instancePath.slice(1).replaceAll('/', '.');
    const unknown = (error.params as { additionalProperties?: string[] }).additionalProperties;
    const detail = unknown === undefined ? error.message : `knows no key ${unknown.join(', ')}`;
    lines.add(`${path}: ${place === '' ? 'the map' : place}: ${detail}`);
  }
  return [...lines];
}

function pathOf(name: string): string {
  if (/[./\\]/.test(name)) return resolve(name);
  const folder = fileURLToPath(new URL('loadtest/replay/maps/', import.meta.resolve('tillgate/package.json')));
  const path = resolve(folder, `${name}.yaml`);
  if (existsSync(path)) return path;
  const names = readdirSync(folder).map((file) => file.replace(/\.yaml$/, ''));
  throw new MapError(
    `there is no built-in map ${name} (there is ${names.join(', ')}), and it is not the path of a YAML file`,
  );
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new MapError(`${path} cannot be read: ${(cause as Error).message}`, { cause });
  }
}
