/** What a prepared statement does when it is run, as Postgres says itself. */
import type { DatabaseClient } from '../../database.ts';

interface Node {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Index Name'?: string;
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly 'Rows Removed by Index Recheck'?: number;
  readonly Plans?: readonly Node[];
}

export interface Plan {
  /** Tables, and partitions of tables, that are read from one end to the other. */
  readonly scanned: readonly string[];
  /** Tables, and partitions of tables, that were looked into at all. */
  readonly touched: ReadonlySet<string>;
  /** Rows that were looked at, in tables and in indices, whatever became of them. */
  readonly read: number;
  /** Rows that were sorted. */
  readonly sorted: number;
  /** For who has to find out why. */
  readonly text: string;
}

export const planModes = ['force_custom_plan', 'force_generic_plan'] as const;

/**
 * Runs the statement and undoes it. Postgres plans a prepared statement for its parameters at first, and once for all of
 * them later on, as it thinks best: `mode` has it do either.
 *
 * @param values SQL literals
 */
export async function explain(
  client: DatabaseClient,
  text: string,
  values: readonly string[],
  mode: (typeof planModes)[number],
): Promise<Plan> {
  await client.query('BEGIN');
  try {
    await client.query(`SET LOCAL plan_cache_mode = ${mode}; SET LOCAL jit = off`);
    await client.query(`PREPARE explained AS ${text}`);
    const given = values.length === 0 ? '' : `(${values.join(', ')})`;
    const { rows } = await client.query<{ 'QUERY PLAN': [{ Plan: Node }] }>(
      `EXPLAIN (ANALYZE, TIMING OFF, SUMMARY OFF, BUFFERS OFF, FORMAT JSON) EXECUTE explained${given}`,
    );
    const plan = rows[0]?.['QUERY PLAN'][0].Plan;
    if (plan === undefined) throw new Error('Postgres gave no plan');
    return summed(plan);
  } finally {
    await client.query('ROLLBACK');
    await client.query('DEALLOCATE ALL');
  }
}

function summed(root: Node): Plan {
  const nodes = everyNode(root).filter((node) => node['Actual Loops'] > 0);
  const relations = nodes.filter((node) => node['Relation Name'] !== undefined && /Scan$/.test(node['Node Type']));
  const sum = (some: readonly Node[], each: (node: Node) => number) =>
    some.reduce((total, node) => total + each(node) * node['Actual Loops'], 0);
  return {
    scanned: relations
      .filter((node) => node['Node Type'] === 'Seq Scan' && rowsOf(node) > (isMonth(node) ? hardlyBegun : 0))
      .flatMap((node) => node['Relation Name'] ?? []),
    touched: new Set(relations.flatMap((node) => node['Relation Name'] ?? [])),
    read: sum(
      nodes.filter((node) => node['Relation Name'] !== undefined || node['Index Name'] !== undefined),
      rowsOf,
    ),
    sorted: sum(
      nodes.filter((node) => node['Node Type'] === 'Sort'),
      (node) => (node.Plans ?? []).reduce((rows, child) => rows + child['Actual Rows'], 0),
    ),
    text: JSON.stringify(root, undefined, 1),
  };
}

/**
 * A month of so few rows is read as well as looked up in: one of two that a history begins and ends in the midst of may be
 * such. 300 transfers are on 5 pages, and cost as much as a look into their index; 500 cost twice that.
 */
const hardlyBegun = 500;

function isMonth(node: Node): boolean {
  return /^(receipts|transfers)_\d{4}_\d{2}$/.test(node['Relation Name'] ?? '');
}

/** Of one loop. */
function rowsOf(node: Node): number {
  return node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0) + (node['Rows Removed by Index Recheck'] ?? 0);
}

function everyNode(node: Node): Node[] {
  return [node, ...(node.Plans ?? []).flatMap(everyNode)];
}
