import type { ASTNode } from '@marcbachmann/cel-js';
import { ExpressionFault, parseExpression } from '../../compile/cel/parse-expression.ts';
import { nodesOf } from '../../compile/counters-asked.ts';
import { parseDuration } from '../durations.ts';
import type { Path } from '../path.ts';
import { didYouMean } from '../suggest.ts';
import { type LintCheck, rulesOf } from './check.ts';

/** Tiers go by a counter there is, each level from more than the one before; rules ask for levels there are. */
export const tiers: LintCheck = {
  name: 'tiers',
  run(document, report) {
    const { tiers: section } = document;
    if (section === undefined) return;
    const known = document.counters?.map(({ code }) => code) ?? [];
    if (!known.includes(section.by)) {
      const suggestion = didYouMean(section.by, known) || `; counters has ${known.join(', ') || 'none'}`;
      report('error', ['tiers', 'by'], `there is no counter "${section.by}"${suggestion}`);
    }
    const levels = new Map<string, number>();
    let below = -1;
    for (const [index, { code, from, keep }] of section.levels.entries()) {
      const path = ['tiers', 'levels', index];
      if (levels.has(code)) report('error', [...path, 'code'], `there is already a level with the code "${code}"`);
      levels.set(code, index);
      if (from <= below) report('error', [...path, 'from'], `is not above ${below}; write the lowest level first`);
      below = from;
      if (keep !== undefined && parseDuration(keep) === undefined) {
        report('error', [...path, 'keep'], `"${keep}" is no ISO 8601 duration such as P30D, P6M or P1Y`);
      }
    }
    for (const [index, { when }] of (document.groups ?? []).entries()) checkWhen(['groups', index, 'when'], when);
    for (const { rule, path } of rulesOf(document)) {
      for (const [index, tier] of (rule.tiers ?? []).entries()) checkTier([...path, 'tiers', index], tier);
      checkWhen([...path, 'when'], rule.when);
    }

    function checkWhen(path: Path, source: string | undefined): void {
      if (source?.includes('tier')) for (const tier of tiersNamed(source)) checkTier(path, tier);
    }

    function checkTier(path: Path, tier: string): void {
      if (levels.has(tier)) return;
      const suggestion = didYouMean(tier, levels.keys()) || `; tiers has ${[...levels.keys()].join(', ')}`;
      report('warning', path, `there is no tier "${tier}"${suggestion}`);
    }
  },
};

/** What member.tier is held against: member.tier == "gold", member.tier in ["gold", "vip"]. */
function tiersNamed(source: string): string[] {
  try {
    return nodesOf(parseExpression(source)).flatMap((node) => {
      if (node.op !== '==' && node.op !== '!=' && node.op !== 'in') return [];
      const [left, right] = node.args;
      return isTier(left) ? textsIn(right) : isTier(right) ? textsIn(left) : [];
    });
  } catch (error) {
    // What is no expression is told by another check.
    if (error instanceof ExpressionFault) return [];
    throw error;
  }
}

function isTier(node: ASTNode): boolean {
  return node.op === '.' && node.args[1] === 'tier' && node.args[0].op === 'id' && node.args[0].args === 'member';
}

function textsIn(node: ASTNode): string[] {
  if (node.op === 'list') return node.args.flatMap(textsIn);
  return node.op === 'value' && typeof node.args === 'string' ? [node.args] : [];
}
