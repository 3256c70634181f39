import { memberOf, memberStateOf, settledAt } from '../../ledger/parties/member-state.ts';
import type { OpenParty } from '../../ledger/parties/open-party.ts';
import { findDocument } from '../../ledger/programs/versions.ts';
import { compileProgramme } from '../../rules/compile/compile.ts';
import type { EvaluationInput } from '../../rules/model/evaluation.ts';
import type { MemberState } from '../../rules/model/member-state.ts';
import type { Store } from '../../rules/model/receipt.ts';
import type { ProgrammeDocument } from '../../rules/program/schema.ts';
import type { ProgrammeSource } from '../../workers/evaluator.ts';
import { refuse } from '../contract/errors.ts';
import type { SimulatedQuote, WireSimulation } from '../contract/simulate.ts';
import type { Parts } from '../parts.ts';
import { quoteBody } from '../replies/quote-body.ts';
import { storeOf } from './receipt/arrival.ts';
import { parsedTime } from './receipt/business-time.ts';
import { decodeReceipt } from './receipt/decode.ts';
import { readParty } from './receipt/price.ts';

/** Evaluates a receipt under any programme, for any member, at any moment; with a trace and without effect. */
export async function simulate(parts: Parts, body: WireSimulation): Promise<SimulatedQuote> {
  const source = await sourceOf(parts, body);
  const { points: policy, timezone } = compileProgramme(source.document as ProgrammeDocument, source.hash);
  const at =
    body.at === undefined ? parsedTime(body.receipt.businessTime, '/receipt/businessTime') : parsedTime(body.at, '/at');
  const receipt = decodeReceipt(body.receipt, await storeFor(parts, body.receipt.till, timezone), at);
  const { member, open, limits } = await memberFor(parts, body, at);
  const input: EvaluationInput = {
    programme: { code: source.code, version: source.version },
    receipt,
    ...(member !== undefined && { member }),
    limits,
    explain: true,
  };
  const outcome = await parts.evaluator.simulate(source, input);
  if (!outcome.ok) refuse(outcome.code, outcome.detail, outcome.code === 'overloaded' ? { retryAfterSeconds: 1 } : {});
  const under = { code: source.code, version: source.version, hash: source.hash, policy };
  return quoteBody(outcome.evaluation, under, open, at);
}

/** Version 0 stands for a document that is not saved. */
async function sourceOf({ database, parser, programmes, now }: Parts, body: WireSimulation): Promise<ProgrammeSource> {
  if (typeof body.program === 'string') {
    const version = body.version ?? programmes.current(body.program)?.version;
    const saved = version === undefined ? undefined : await findDocument(database, body.program, version);
    if (version === undefined || saved === undefined) {
      refuse(
        'programme_not_found',
        `there is no ${version === undefined ? 'published version' : `version ${version}`} of ${body.program}`,
      );
    }
    return { code: body.program, version, hash: saved.hash, document: saved.document };
  }
  if (body.version !== undefined) {
    refuse('invalid_request', 'version: a whole document has none', {
      errors: [{ path: '/version', message: 'must be absent with a document' }],
    });
  }
  const outcome = await parser.parse(JSON.stringify(body.program), now());
  if (!outcome.ok) refuse(outcome.code === 'overloaded' ? 'overloaded' : 'programme_invalid', outcome.detail);
  const { document, hash, lint } = outcome.parsed;
  if (document === undefined || hash === undefined) {
    const errors = lint.filter(({ severity }) => severity === 'error').slice(0, 20);
    refuse('programme_invalid', 'the document has errors', {
      errors: errors.map(({ path, message }) => ({ path: `/program: ${path}`, message })),
    });
  }
  return { code: document.program.code, version: 0, hash, document };
}

async function storeFor({ directory }: Parts, till: string | undefined, timezone: string): Promise<Store> {
  if (till === undefined) return { code: 'simulation', timezone, attributes: {} };
  const place = await directory.till(till);
  if (place === undefined) {
    refuse('till_not_found', `there is no till ${till}`, {
      errors: [{ path: '/receipt/till', message: 'is not known' }],
    });
  }
  return storeOf(place.store);
}

async function memberFor(
  parts: Parts,
  { member, receipt }: WireSimulation,
  at: number,
): Promise<{ member?: MemberState; open?: OpenParty; limits: Readonly<Record<string, number>> }> {
  if (member?.state !== undefined) return { member: member.state as MemberState, limits: {} };
  const reference =
    member === undefined ? receipt.member : member.id === undefined ? { card: member.card ?? '' } : { id: member.id };
  if (reference === undefined) return { limits: await parts.budgets.known() };
  const resolved = await parts.directory.resolveMember(reference, { blockedToo: true });
  const snapshot = await readParty(parts, resolved.party);
  const open = settledAt(snapshot, at);
  return {
    member: memberStateOf(memberOf(snapshot, resolved.member), open),
    open,
    limits: { ...(await parts.budgets.known()), ...open.facts.limits },
  };
}
