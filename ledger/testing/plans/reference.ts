/** Statements of lists, segments and personal prices: an upload writes thousands of rows at a time, a receipt asks for a few. */
import type { Case } from './sample.ts';

/** Of 600 versions the last of each kind is current; that one, and the one before it, have rows. */
export const fillReference = `
  INSERT INTO reference_versions (kind, code, version, state, count, current_at, replaced_at)
  SELECT kind, 'code', n, CASE n WHEN 200 THEN 'current' WHEN 199 THEN 'replaced' ELSE 'gone' END, 20000, now(),
         CASE WHEN n < 200 THEN now() END
  FROM unnest('{list,segment,personal-prices}'::text[]) WITH ORDINALITY AS kinds (kind, k), generate_series(1, 200) n
  ORDER BY k, n;
  INSERT INTO list_skus (version, sku) SELECT v, 'sku-' || n FROM generate_series(199, 200) v, generate_series(1, 20000) n;
  INSERT INTO segment_members (version, member) SELECT v, id FROM generate_series(399, 400) v, members;
  INSERT INTO personal_prices (version, member, sku, line, percent)
  SELECT v, id, 'sku-' || n, n, 1000 FROM generate_series(599, 600) v, members, generate_series(1, 2) n;
`;

export function referenceStatements(given: {
  readonly members: readonly string[];
  /** With many more behind it in the order of their ids, which are random. */
  readonly early: string;
  readonly array: (values: readonly (string | number | null)[]) => string;
}): Readonly<Record<string, Case>> {
  const { members, early, array } = given;
  const batch = members.length;
  const of = (value: string | number | null) => array(members.map(() => value));
  const fresh = members.map((_, index) => `fresh-${index}`);
  const after = `'${early}'`;
  const folder = 'ledger/reference/sql';
  const cases: Readonly<Record<string, Case>> = {
    // A receipt.
    'find-segments.sql': { values: [of(400), array(members)], read: 4 * batch },
    'find-prices.sql': { values: [of(600), array(members), of('sku-1'), '20'], read: 4 * batch },
    // An upload.
    'begin-version.sql': { values: ["'list'", "'new'"], read: 2 },
    'hear-version.sql': { values: ['600', '5000'], read: 2 },
    'add-skus.sql': { values: ['201', array(fresh)], read: batch },
    'add-members.sql': { values: ['401', array(members)], read: batch },
    'add-prices.sql': {
      values: ['601', array(members), array(fresh), of(2), of(1000), of(null), of(null), of(null), of(null)],
      read: batch,
    },
    'known-members.sql': { values: [array(members)], read: 4 * batch },
    'members-of-phones.sql': { values: [array(['+79000004711', '+79000004712'])], read: 8 },
    // The rows of one upload are counted once.
    'too-many-prices.sql': { values: ['600', '20'], read: 100_000 },
    'lock-code.sql': { values: ["'list'", "'code'"], read: 0 },
    'replace-current.sql': { values: ["'list'", "'code'"], read: 4 },
    'make-current.sql': { values: ['600', '5000'], read: 8 },
    'abandon-version.sql': { values: ['600'], read: 2 },
    // A gateway, when it starts and when something is switched.
    'select-current.sql': { values: ["'list'", "'code'"], read: 8 },
    'read-skus.sql': { values: ['200', "'sku-1'", '500'], read: 1_000 },
    // The job that prunes.
    'abandon-silent.sql': { values: [], read: 10 },
    'due-versions.sql': { values: ["interval '3 days'"], read: 10 },
    'delete-skus.sql': { values: ['199', '500'], read: 2_000 },
    'delete-members.sql': { values: ['399', '500'], read: 2_000 },
    'delete-prices.sql': { values: ['599', '500'], read: 2_000 },
    'forget-version.sql': { values: ['199'], read: 4 },
    // The back office.
    'list-codes.sql': { values: ["'list'", "''", '100'], read: 110 },
    'find-version.sql': { values: ["'list'", "'code'", '7'], read: 4 },
    'list-arriving.sql': { values: ["'list'", "'code'"], read: 10 },
    'read-members.sql': { values: ['400', after, '500'], read: 1_000 },
    'read-prices.sql': { values: ['600', after, "'sku-1'", '1', '500'], read: 1_000 },
  };
  return Object.fromEntries(Object.entries(cases).map(([file, one]) => [`${folder}/${file}`, one]));
}
