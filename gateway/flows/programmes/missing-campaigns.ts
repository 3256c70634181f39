/** Coupon campaigns that a document names and nobody has made, or that issue no codes: not wrong, but easily forgotten. */
import { issuingCampaigns } from '../../../ledger/coupons/campaigns.ts';
import type { Queryable } from '../../../ledger/database.ts';
import type { LintMessage } from '../../../rules/model/lint.ts';
import { actionOf } from '../../../rules/program/action.ts';
import { rulesOf } from '../../../rules/program/lint/check.ts';
import { type Path, pathText } from '../../../rules/program/path.ts';
import type { ProgrammeDocument } from '../../../rules/program/schema.ts';

const atMost = 100;

export async function missingCampaigns(database: Queryable, document: ProgrammeDocument): Promise<LintMessage[]> {
  const named: { readonly code: string; readonly path: Path; readonly issues: boolean }[] = [];
  for (const { rule, path } of rulesOf(document)) {
    if (rule.coupon !== undefined) named.push({ code: rule.coupon, path: [...path, 'coupon'], issues: false });
    const { mechanic, params } = actionOf(rule);
    if (mechanic !== 'issue_coupon') continue;
    named.push({ code: String(params.campaign), path: [...path, 'do', mechanic, 'campaign'], issues: true });
  }
  if (named.length === 0) return [];
  const known = await issuingCampaigns(
    database,
    named.map(({ code }) => code),
  );
  return named
    .flatMap(({ code, path, issues }): LintMessage[] => {
      const campaign = known.get(code);
      const message =
        campaign === undefined
          ? `there is no coupon campaign "${code}" yet: POST /v1/coupon-campaigns`
          : issues && campaign.kind === 'generic'
            ? `campaign "${code}" is generic and issues no codes: make a personal one`
            : undefined;
      return message === undefined ? [] : [{ severity: 'warning', path: pathText(path), message }];
    })
    .slice(0, atMost);
}
