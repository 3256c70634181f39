/** A shop on a database of its own: members, commands as a gateway would make them, and a committer to give them to. */
import { deepStrictEqual } from 'node:assert';
import { createHash, randomUUID } from 'node:crypto';
import type { Test } from 'tap';
import { v7 as newId } from 'uuid';
import type { Evaluation, EvaluationInput } from '../../../rules/model/evaluation.ts';
import type { Attributes, ChargedLine, RedeemRequest } from '../../../rules/model/receipt.ts';
import { audit } from '../../audit/audit.ts';
import { inTransaction, openDatabase } from '../../database.ts';
import { readHolds } from '../../holds/read.ts';
import { makePartitions } from '../../jobs/partitions.ts';
import { createMember } from '../../members/create.ts';
import { loadParties } from '../../parties/load.ts';
import { memberOf, memberStateOf, promisedBy, settledAt } from '../../parties/member-state.ts';
import type { PartySnapshot } from '../../parties/party.ts';
import { packContents } from '../../receipts/packed/contents.ts';
import { readReceipts } from '../../receipts/read.ts';
import { certificatesOf } from '../../receipts/receipt-row.ts';
import { testDatabase } from '../../testing/test-database.ts';
import type * as commands from '../commands.ts';
import { Committer, type CommitterOptions } from '../committer.ts';
import type { Outcome } from '../outcome.ts';
import type { Ports } from '../ports.ts';
import type { Alert } from '../rows.ts';
import { evaluate, facts, policy } from './honest-rules.ts';
import { looksInto } from './looks.ts';

export const today = '2026-11-22';
export const noon = Date.parse('2026-11-22T12:00:00Z');

export interface Shopper {
  readonly party: number;
  readonly member: string;
}

interface Sale {
  readonly number?: string;
  readonly shopper?: Shopper | undefined;
  /** Amounts of the lines, one unit each. */
  readonly amounts?: readonly number[];
  /** Thousandths of each line; 1000 unless given. */
  readonly quantity?: number;
  readonly attributes?: Attributes;
  readonly redeem?: readonly RedeemRequest[];
  readonly holds?: readonly string[];
  readonly charged?: readonly ChargedLine[];
  readonly returns?: readonly commands.ReturnPart[];
  readonly quoted?: string;
  readonly at?: number;
  /** As the gateway may have it from Redis: not what Postgres says. */
  readonly snapshot?: PartySnapshot | undefined;
}

export function digestOf({ lines }: Evaluation): string {
  return JSON.stringify(lines.map((line) => [line.line, line.net, line.redeemed, line.earned]));
}

const options: CommitterOptions = { lanes: 1, patienceMs: 0, maxBatch: 64, maxWaiting: 4_096, maxAttempts: 8 };

type WholeSale = Extract<commands.SaleCommand, { readonly told?: undefined }>;

/** Closed with the test. `more` replaces ports. */
export async function openShop(t: Test, more: Partial<Ports> = {}) {
  const { url, pool } = await testDatabase(t);
  await makePartitions(pool);
  const alerts: Alert[] = [];
  const snapshots: PartySnapshot[] = [];
  const ports: Ports = {
    evaluate: async (input) => ({ ok: true, evaluation: evaluate(input) }),
    digest: digestOf,
    codeOf: ({ receipt, rule, ordinal }) => `${receipt} ${rule} ${ordinal}`,
    couponCode: (id, rule, place) => `${rule}${place}-${id}`.toUpperCase(),
    facts,
    replies: {
      sale: ({ command, told, evaluation, input, ...more }) => {
        if (told !== undefined) throw new Error('the shop evaluates all of a sale');
        const { open, overdrawn, certificates, activated, returns, committedAt } = more;
        const body = {
          id: command.id,
          committedAt,
          lines: evaluation.lines.map((line) => ({
            ...line,
            units: line.units.map((unit) => ({ ...unit, quantity: unit.quantity / 1000 })),
          })),
          totals: evaluation.totals,
          balance: open?.available() ?? 0,
          overdrawn,
          ...(certificates.length > 0 && { certificates }),
          ...(activated.length > 0 && { activated }),
          returns: returns.map(({ share, pointsReturned, pointsTaken }) => [share.refund, pointsReturned, pointsTaken]),
        };
        return { text: JSON.stringify(body), contents: packContents({ reply: body, input }) };
      },
      quote: ({ evaluation }) => evaluation.totals,
      return: ({ id, share, withheld, pointsReturned, pointsTaken, debt, certificates, deactivated }) =>
        JSON.stringify({
          id,
          refund: share.refund - withheld,
          withheld,
          pointsReturned,
          pointsTaken,
          debt,
          ...(certificates.length > 0 && { certificates }),
          ...(deactivated.length > 0 && { deactivated }),
        }),
      adjusted: ({ points }, open) => JSON.stringify({ points, balance: open.available() }),
      hold: ({ id, state, points, posted, expiresAt, certificatePosted }, certificate) =>
        JSON.stringify({
          ...{ id, state, points, posted, expiresAt },
          ...(certificate !== undefined && { certificatePosted, balance: certificate.available }),
        }),
      occasion: ({ command, open }) => JSON.stringify({ id: command.id, balance: open.available() }),
      cancelled: ({ key }, receipt) => JSON.stringify({ state: 'cancelled', number: key.number, receipt }),
      attached: ({ member, evaluation }, stored, open) =>
        JSON.stringify({ ...JSON.parse(stored), member, totals: evaluation.totals, balance: open.available() }),
    },
    committed: (changed) => void snapshots.push(...changed.snapshots),
    alert: (message, context) => void alerts.push({ message, context }),
    ...more,
  };
  const committers: Committer[] = [];
  const pools: ReturnType<typeof openDatabase>[] = [];
  t.teardown(async () => {
    await Promise.all(committers.map((committer) => committer.close()));
    await Promise.all(pools.map((each) => each.end()));
  });
  // Whatever a test does, it leaves a ledger that is in order.
  t.afterEach(async () => deepStrictEqual(await audit(pool), []));
  /** Another gateway: with a pool of its own, unless told where to connect. */
  const gateway = (own: Partial<CommitterOptions> = {}, databaseUrl = url): Committer => {
    const own_pool = openDatabase(databaseUrl, { max: 4, limited: true });
    own_pool.on('error', () => {});
    pools.push(own_pool);
    const committer = new Committer(own_pool, ports, { ...options, ...own });
    committers.push(committer);
    return committer;
  };
  const committer = gateway();
  const origin: commands.Origin = { store: 's1', currency: 'RUB', timezone: 'UTC', policy, facts: { counters: [] } };
  let numbers = 0;

  const saleInput = (
    { amounts = [1000], quantity = 1000, attributes = {}, redeem = [], charged, at = noon }: Sale,
    budgets: Record<string, number>,
  ): EvaluationInput => ({
    programme: { code: 'shop', version: 1 },
    receipt: {
      channel: 'pos',
      mode: 'basket',
      businessTime: at,
      store: { code: 's1', timezone: 'UTC', attributes: {} },
      lines: amounts.map((amount, index) => ({
        line: index + 1,
        sku: `sku-${index + 1}`,
        quantity,
        unitPrice: amount * 10_000,
        amount,
        category: [],
        attributes: {},
        discountable: true,
        earnable: true,
        manualDiscount: 0,
      })),
      tenders: [],
      coupons: [],
      redeem,
      attributes,
      ...(charged !== undefined && { charged }),
    },
    limits: budgets,
  });

  /** A sale as a gateway brings it to the committer: evaluated on what it could read without a lock. */
  const sale = async (asked: Sale): Promise<WholeSale> => {
    const { shopper, holds = [], at = noon } = asked;
    const snapshot = shopper && (asked.snapshot ?? (await loadParties(pool, [shopper.party]))[0]);
    const held = await readHolds(pool, holds);
    const redeem = asked.redeem ?? [...promisedBy(held)].map(([purse, points]) => ({ purse, points }));
    let input = saleInput({ ...asked, redeem }, {});
    if (shopper !== undefined && snapshot !== undefined) {
      const open = settledAt(snapshot, at);
      for (const hold of held) if (hold.state === 'active' && hold.party === shopper.party) open.unpin(hold.pins);
      const promised = asked.charged === undefined ? undefined : promisedBy(held);
      const member = memberStateOf(memberOf(snapshot, shopper.member), open, {}, {}, promised);
      input = { ...input, member, limits: { ...input.limits, ...open.facts.limits } };
    }
    return {
      kind: 'sale',
      id: newId(),
      key: keyOf(asked.number),
      fingerprint: createHash('sha256')
        .update(JSON.stringify([asked.amounts, asked.attributes]))
        .digest(),
      origin,
      programmeHash: 'hash',
      ...(shopper !== undefined && { member: shopper.member }),
      input,
      evaluation: evaluate(input),
      ...(snapshot !== undefined && { snapshot }),
      holds,
      returns: asked.returns ?? [],
      ...(asked.quoted !== undefined && { quoted: asked.quoted }),
    };
  };

  function keyOf(number?: string, kind: 'sale' | 'return' = 'sale'): commands.ReceiptKey {
    numbers += 1;
    return { till: 't1', businessDay: today, number: number ?? `n${numbers}`, kind };
  }

  /** Goods of a committed sale, as they are found before the lock. */
  const part = async (receipt: string, lines: readonly (readonly [number, number])[]): Promise<commands.ReturnPart> => {
    const [row] = await readReceipts(pool, [receipt]);
    if (row === undefined) throw new Error(`there is no receipt ${receipt}`);
    return {
      receipt,
      key: { till: row.till, businessDay: row.businessDay, number: row.number, kind: row.kind },
      ...(row.party !== undefined && { party: row.party }),
      certificates: certificatesOf(row),
      lines: lines.map(([line, quantity]) => ({ line, quantity })),
      currency: origin.currency,
      policy,
      facts: origin.facts,
    };
  };

  return {
    url,
    pool,
    ports,
    alerts,
    snapshots,
    committer,
    gateway,
    origin,
    sale,
    part,
    keyOf,
    async shopper(): Promise<Shopper> {
      const created = await inTransaction(pool, (client) => createMember(client, { cards: [] }));
      if (!('id' in created)) throw new Error('the member is taken');
      const { rows } = await pool.query<{ party: number }>('SELECT party FROM members WHERE id = $1', [created.id]);
      return { party: rows[0]?.party ?? 0, member: created.id };
    },
    /** Sells, and says what became of it. */
    async sell(asked: Sale): Promise<Outcome> {
      return committer.submit(await sale(asked));
    },
    /** Points out of nothing. */
    async give(shopper: Shopper, points: number, more: Attributes = {}): Promise<void> {
      bodyOf(await committer.submit(await sale({ shopper, amounts: [0], attributes: { gift: points, ...more } })));
    },
    async return(
      receipt: string,
      lines: readonly (readonly [number, number])[],
      more: Partial<commands.ReturnCommand> = {},
    ) {
      const command: commands.ReturnCommand = {
        kind: 'return',
        id: newId(),
        key: keyOf(undefined, 'return'),
        fingerprint: createHash('sha256')
          .update(JSON.stringify([receipt, lines]))
          .digest(),
        origin,
        businessTime: noon,
        part: await part(receipt, lines),
        dry: false,
        ...more,
      };
      return command;
    },
    hold(shopper: Shopper, points: number, more: Partial<commands.HoldCommand> = {}): commands.HoldCommand {
      const key = keyOf();
      return {
        kind: 'hold',
        id: randomUUID(),
        key,
        origin,
        ...shopper,
        at: noon,
        redeem: [{ points }],
        // None lapses by itself while a test goes on, on however slow a machine.
        ttlMs: 3_600_000,
        ...more,
      };
    },
    async cancel(number: string): Promise<commands.CancelCommand> {
      const { rows } = await pool.query<{ id: string; party: number | null }>(
        'SELECT r.id, r.party FROM receipt_keys k JOIN receipts r ON r.id = k.receipt WHERE k.number = $1 AND k.kind = $2',
        [number, 'sale'],
      );
      const party = rows[0]?.party ?? undefined;
      const [row] = await readReceipts(
        pool,
        rows.flatMap(({ id }) => id),
      );
      const certificates = row === undefined ? [] : certificatesOf(row);
      return { kind: 'cancel', key: keyOf(number), origin, today, ...(party !== undefined && { party }), certificates };
    },
    async attach(receipt: string, shopper: Shopper): Promise<commands.AttachCommand> {
      const [row] = await readReceipts(pool, [receipt]);
      if (row?.input === undefined) throw new Error(`there is no sale ${receipt}`);
      const stored = JSON.parse(row.input) as EvaluationInput;
      const { lines } = JSON.parse(row.reply) as Evaluation;
      const [snapshot] = await loadParties(pool, [shopper.party]);
      if (snapshot === undefined) throw new Error('there is no such party');
      const open = settledAt(snapshot, row.businessTime);
      const input: EvaluationInput = {
        ...stored,
        receipt: { ...stored.receipt, charged: lines.map(({ line, net }) => ({ line, net })) },
        member: memberStateOf(memberOf(snapshot, shopper.member), open, {}),
        limits: { ...stored.limits, ...open.facts.limits },
      };
      return {
        kind: 'attach',
        key: { till: row.till, businessDay: row.businessDay, number: row.number, kind: row.kind },
        receipt,
        origin,
        member: shopper.member,
        input,
        evaluation: evaluate(input),
        newerCounts: () => ({}),
        snapshot,
      };
    },
    ...looksInto(pool),
  };
}

/** What was answered; a refusal fails the test. */
// biome-ignore lint/suspicious/noExplicitAny: tests compare what came, whatever it is
export function bodyOf(outcome: Outcome): any {
  if (outcome.kind !== 'done') throw new Error(`not done: ${JSON.stringify(outcome)}`);
  return JSON.parse(outcome.reply);
}

/** In a word: done, replayed, again, or the code it was refused with. */
export function wordOf(outcome: Outcome): string {
  if (outcome.kind === 'refused') return outcome.code;
  return outcome.kind === 'done' && outcome.replayed ? 'replayed' : outcome.kind;
}
