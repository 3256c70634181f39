import { findDocument } from '../../ledger/programs/versions.ts';
import { compileFactsPolicy } from '../../rules/compile/facts-policy.ts';
import { compilePointsPolicy } from '../../rules/compile/points-policy.ts';
import { compileReferencesPolicy } from '../../rules/compile/references-policy.ts';
import { statedCoupon } from '../../rules/evaluate/coupons.ts';
import type { EvaluationInput } from '../../rules/model/evaluation.ts';
import type { Store } from '../../rules/model/receipt.ts';
import { programDefaults } from '../../rules/program/defaults.ts';
import type { ProgrammeDocument } from '../../rules/program/schema.ts';
import type { ProgrammeSource } from '../../workers/evaluator.ts';
import type { Place } from '../access/directory.ts';
import { refuse } from '../contract/errors.ts';
import type { SimulatedQuote, WireSimulation } from '../contract/simulate.ts';
import type { Parts } from '../parts.ts';
import { quoteBody } from '../replies/quote-body.ts';
import { returnReply } from '../replies/returned.ts';
import { storeOf } from './receipt/arrival.ts';
import { parsedTime } from './receipt/business-time.ts';
import { presentCoupons } from './receipt/coupons.ts';
import { decodeReceipt } from './receipt/decode.ts';
import { checkPurses, refuseWithoutMember } from './receipt/points-asked.ts';
import { simulatedMember } from './simulated-member.ts';

/** Evaluates a receipt under any programme, for any member, at any moment; with a trace and without effect. */
export async function simulate(parts: Parts, body: WireSimulation): Promise<SimulatedQuote> {
  const source = await sourceOf(parts, body);
  const document = source.document as ProgrammeDocument;
  const { program } = document;
  const facts = compileFactsPolicy(document);
  const policy = compilePointsPolicy(document);
  const at =
    body.at === undefined ? parsedTime(body.receipt.businessTime, '/receipt/businessTime') : parsedTime(body.at, '/at');
  const store = await storeFor(parts, body.receipt.till, program.timezone ?? programDefaults.timezone);
  const receipt = decodeReceipt(body.receipt, store, at, '/receipt');
  if (body.receipt.holds !== undefined) {
    refuse('invalid_request', 'receipt.holds: nothing is held in a simulation; ask for points with redeem', {
      errors: [{ path: '/receipt/holds', message: 'must be absent' }],
    });
  }
  const { member, known, open, limits, returned } = await simulatedMember(
    parts,
    body,
    {
      at,
      timezone: store.timezone,
      policy: facts,
    },
    policy,
  );
  if (member === undefined && receipt.redeem.length > 0) refuseWithoutMember('/receipt/redeem');
  checkPurses(policy, receipt.redeem, '/receipt');
  const told = await parts.references.tell({ policy: compileReferencesPolicy(document), receipt, member: known });
  const use = { at, now: at, holds: [], ...(known !== undefined && { member: known }) };
  const coupons = await presentCoupons(parts.coupons, receipt.coupons, use);
  const input: EvaluationInput = {
    programme: { code: source.code, version: source.version },
    receipt: told?.receipt ?? receipt,
    ...(coupons.length > 0 && { coupons: coupons.map((coupon) => statedCoupon(coupon.code, member) ?? coupon) }),
    ...(member !== undefined && { member: { ...member, ...told?.member } }),
    limits,
    explain: true,
    nudge: true,
  };
  const outcome = await parts.evaluator.simulate(source, input);
  if (!outcome.ok) refuse(outcome.code, outcome.detail, outcome.code === 'overloaded' ? { retryAfterSeconds: 1 } : {});
  const under = { code: source.code, version: source.version, hash: source.hash, policy };
  return {
    ...quoteBody(outcome.evaluation, under, open, at),
    ...(returned.length > 0 && { returns: returned.map(returnReply) }),
  };
}

/** Version 0 stands for a document that is not saved. */
async function sourceOf(parts: Parts, body: WireSimulation): Promise<ProgrammeSource> {
  const { database, parser, programmes, now } = parts;
  if (body.program === undefined || typeof body.program === 'string') {
    const code = body.program ?? (await codeOfStore(parts, body.receipt.till));
    const version = body.version ?? programmes.current(code)?.version;
    const saved = version === undefined ? undefined : await findDocument(database, code, version);
    if (version === undefined || saved === undefined) {
      const what = version === undefined ? 'published version' : `version ${version}`;
      const path = body.version === undefined ? '/program' : '/version';
      refuse('programme_not_found', `there is no ${what} of ${code}`, { errors: [{ path, message: 'is not there' }] });
    }
    return { code, version, hash: saved.hash, document: saved.document };
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
      errors: errors.map(({ path, message }) => ({ path: `program: ${path}`, message })),
    });
  }
  return { code: document.program.code, version: 0, hash, document };
}

/** The programme of the receipt's store, where the simulation names none. */
async function codeOfStore({ directory }: Parts, till: string | undefined): Promise<string> {
  if (till === undefined) {
    refuse('invalid_request', 'program: name a programme, send a document, or name the till of the receipt', {
      errors: [{ path: '/program', message: 'is required without /receipt/till' }],
    });
  }
  return (await placeOf(directory, till)).store.programme;
}

async function placeOf(directory: Parts['directory'], till: string): Promise<Place> {
  const place = await directory.till(till);
  if (place !== undefined) return place;
  refuse('till_not_found', `there is no till ${till}`, {
    errors: [{ path: '/receipt/till', message: 'is not known' }],
  });
}

async function storeFor({ directory }: Parts, till: string | undefined, timezone: string): Promise<Store> {
  if (till === undefined) return { code: 'simulation', timezone, attributes: {} };
  return storeOf((await placeOf(directory, till)).store);
}
