/** A till that sells as it is told, and holds every reply against the one before. */
import YAML from 'yaml';
import type { Reply } from '../../testing/start-gateway.ts';
import type { DrawnSale } from './fuzz/sales.ts';
import { asPaid, remaining, richProgramme, tender } from './rich-programme.ts';
import type { Stage } from './stage.ts';

export type Ask = (as: string, request: string, body?: object | string, headers?: object) => Promise<Reply>;

interface Line {
  readonly line: number;
  readonly quantity: number;
  readonly void?: boolean;
}

interface QuotedLine {
  readonly line: number;
  readonly gross: number;
  readonly discount: number;
  readonly redeemed: number;
  readonly net: number;
  readonly units: readonly { readonly net: number }[];
  readonly adjustments: readonly { readonly amount: number }[];
}

interface Sale extends DrawnSale {
  readonly count: number;
  /** Nothing else goes on meanwhile. */
  readonly alone: boolean;
}

interface Sold {
  readonly id: string;
  readonly till: string;
  readonly lines: readonly Line[];
  /** What was paid in money, minor units. */
  readonly money: number;
}

interface Quoted {
  readonly lines: readonly QuotedLine[];
  readonly totals: Readonly<Record<string, number>>;
}

/** Cards that are found again. */
const attached = ['zoya', 'vera', 'stamps', 'gleb', 'friend', 'lots'];
const dayMs = 86_400_000;

export function shopping(stage: Stage, ask: Ask) {
  const { clock, time } = stage.gateway;
  /** Of which nothing has come back by itself. */
  const sold: Sold[] = [];
  const certificates = ['GIFT0002', 'GIFT0003', 'SOLD0001', 'SOLD0002'];
  const programmes = ['main', 'side', ...[asPaid, remaining, tender].map((terms) => YAML.parse(richProgramme(terms)))];
  let count = 0;

  /** All at once. */
  async function sell(all: readonly DrawnSale[]): Promise<void> {
    const alone = all.length === 1;
    const numbered = all.map((drawn) => {
      count += 1;
      return { ...drawn, count, alone };
    });
    await Promise.all(numbered.map(sellOne));
  }

  async function sellOne(drawn: Sale): Promise<void> {
    const { till, receipt, version, gift } = drawn;
    const headers = { 'accept-language': drawn.language };
    clock.ahead += drawn.later;
    if (version !== undefined) await ask('marketer', `POST /v1/programs/main/versions/${version}/publish`);
    const number = `sale-${drawn.count}`;
    const lines = gift ? [...receipt.lines, await giftLine(receipt.lines.length + 1)] : receipt.lines;
    const held = await hold(drawn, number);
    const { redeem, ...rest } = { ...receipt, ...exchanged(drawn), lines, number, businessTime: time(drawn.ago) };
    const body = { ...rest, ...(held === undefined ? { redeem } : { holds: [held] }) };
    const quoted = await ask(till, `POST /v1/quotes?explain=${drawn.explain}`, body, headers);
    await simulate(drawn, { ...rest, redeem });
    if (quoted.status !== 200) return;
    addsUp(quoted.body);

    const charged = chargedFor(drawn, quoted.body.lines);
    const commit = { ...body, quote: quoted.body.token, charged };
    const made = await ask(till, 'POST /v1/receipts', commit, headers);
    if (made.status !== 201) return;
    addsUp(made.body);
    if (charged === undefined) same(prices(made.body), prices(quoted.body), 'what was quoted is what is committed');
    const again = await ask(till, 'POST /v1/receipts', commit);
    same([again.status, again.text], [200, made.text], 'the same again');
    const uploaded = `${JSON.stringify({ ...commit, offline: true })}\n`;
    const batch = await ask(till, 'POST /v1/receipts/batch', uploaded, { 'content-type': 'application/x-ndjson' });
    same(batch.text, `{"line":1,"status":200,"replayed":true,"body":${made.text}}\n`, 'uploaded once more');
    const { id, totals, rewards } = made.body;
    same((await ask(till, `GET /v1/receipts/${id}`)).text, made.text, 'as it was committed');
    await explained(drawn, id);
    for (const { kind, code } of rewards) {
      if (kind === 'certificate') certificates.push(code);
      if (kind === 'coupon') await ask('call-centre', `GET /v1/coupons/${code}`);
    }
    if (held !== undefined) await ask(till, `GET /v1/holds/${held}`);
    // Programme side takes points for a means of payment.
    const money = till === 't4' ? totals.net - totals.redeemed : totals.net;
    await afterwards(drawn, { id, till, money, lines: (lines as Line[]).filter((line) => line.void !== true) });
    await look(drawn);
  }

  function exchanged({ exchange, receipt }: DrawnSale): object {
    const other = exchange === undefined ? undefined : sold[exchange % Math.max(1, sold.length)];
    const [line] = other?.lines ?? [];
    if (other === undefined || line === undefined || receipt.mode !== undefined) return {};
    return { returns: [{ receipt: { id: other.id }, lines: [{ line: line.line, quantity: line.quantity }] }] };
  }

  async function giftLine(line: number): Promise<object> {
    const { body } = await ask('marketer', 'POST /v1/certificates', { amount: 100_000, expireAfter: 'P1Y' });
    certificates.push(body.code);
    return { line, sku: 'gift', quantity: 1, unitPrice: 100_000, attributes: { certificate: body.code } };
  }

  async function hold({ holds, till, receipt }: DrawnSale, number: string): Promise<string | undefined> {
    if (holds === undefined || receipt.member === undefined) return undefined;
    const { points, certificate } = holds;
    const code = certificate === undefined ? undefined : certificates[certificate % certificates.length];
    const kept = {
      ...(points !== undefined && { redeem: [{ points }] }),
      ...(code !== undefined && { certificate: { code, amount: 1_000 } }),
    };
    const made = await ask(till, 'POST /v1/holds', { number, member: receipt.member, ...kept });
    if (made.status !== 201) return undefined;
    await ask(till, `POST /v1/holds/${made.body.id}/extend`, { ttl: 'PT20M' });
    return made.body.id;
  }

  async function simulate({ till, state, receipt, language, count: own }: Sale, body: object): Promise<void> {
    const { member, ...anybodys } = body as { readonly member?: object };
    const program = programmes[own % programmes.length];
    const told = { 'accept-language': language };
    for (const [who, at] of [
      [{ state }, time(-400 * dayMs)],
      [receipt.member ?? { card: 'vera' }, undefined],
    ] as const) {
      const simulation = { receipt: { ...anybodys, till }, program, member: who, at };
      const { status, body: found } = await ask('marketer', 'POST /v1/simulate', simulation, told);
      if (status === 200) addsUp(found);
    }
  }

  async function explained({ till, language }: DrawnSale, id: string): Promise<void> {
    const request = `GET /v1/receipts/${id}?explain=true`;
    await ask(till, request, undefined, { 'accept-language': language });
    for (const one of ['en', 'ru']) {
      const page = await ask('call-centre', request, undefined, { accept: 'text/plain', 'accept-language': one });
      same([page.status, page.headers['content-language']], [200, one], page.text);
      const odd = /undefined|NaN|\[object|Infinity|null/.exec(page.text);
      if (odd !== null) throw new Error(`a page says ${odd[0]}: ${page.text}`);
    }
  }

  async function afterwards(drawn: Sale, sale: Sold): Promise<void> {
    const { id, till } = sale;
    switch (drawn.afterwards) {
      case 'cancel':
        await ask(till, 'POST /v1/receipts/cancel', { id });
        return explained(drawn, id);
      case 'attach':
        await ask('shop', `POST /v1/receipts/${id}/attach`, {
          member: { card: attached[drawn.count % attached.length] },
        });
        return explained(drawn, id);
      case 'back':
        return comeBack(drawn, sale);
      default: {
        sold.push(sale);
        const earlier = drawn.afterwards === 'earlier' ? sold.splice(drawn.count % sold.length, 1) : [];
        for (const one of earlier) await comeBack(drawn, one);
      }
    }
  }

  async function comeBack(drawn: Sale, { id, till, lines, money }: Sold): Promise<void> {
    const left = new Map(lines.map(({ line, quantity }) => [line, Math.round(quantity * 1_000)]));
    let refunded = 0;
    for (const [index, part] of drawn.parts.entries()) {
      const taken = [...left].flatMap(([line, thousandths]) => {
        // A thing comes back whole.
        const some = thousandths % 1_000 === 0 ? Math.ceil(part / 1_000) * 1_000 : part;
        return thousandths === 0 ? [] : [[line, Math.min(thousandths, some)] as const];
      });
      if (taken.length === 0) break;
      const request = {
        ...{ number: `back-${drawn.count}-${index}`, businessTime: time(), receipt: { id } },
        lines: taken.map(([line, thousandths]) => ({ line, quantity: thousandths / 1_000 })),
      };
      const dry = await ask(till, 'POST /v1/returns?dry=true', request);
      const { status, body } = await ask(till, 'POST /v1/returns', request);
      if (status !== 201) return;
      if (drawn.alone) same(dry.body.lines, body.lines, 'as it would have been');
      refunded += body.refund + (body.withheld ?? 0);
      for (const [line, thousandths] of taken) left.set(line, (left.get(line) ?? 0) - thousandths);
      await explained(drawn, body.id);
    }
    // What is there none of cannot come back, whatever was asked for it.
    const whole = lines.every(({ line, quantity }) => quantity > 0 && left.get(line) === 0);
    if (whole && refunded !== money) throw new Error(`of ${id} came back ${refunded}, ${money} were paid`);
  }

  async function look({ receipt: { member }, till, count: own }: Sale): Promise<void> {
    if (member === undefined) return;
    const { card } = member;
    const { body } = await ask('call-centre', `GET /v1/members?card=${card}`);
    await ask(till, `GET /v1/members?card=${card}`);
    await ask('call-centre', `GET /v1/members/${body.id}/operations?limit=50`);
    await ask('call-centre', `GET /v1/members/${body.id}/coupons`);
    await ask('call-centre', `GET /v1/holds?card=${card}`);
    const survey = { type: 'survey', member, attributes: { score: own % 10 }, key: `survey-${own}` };
    if (own % 3 === 0) await ask(till, 'POST /v1/activities', survey);
    for (const code of certificates.slice(-1)) await ask(till, `GET /v1/certificates/${code}`);
  }

  return { sell };
}

/** What a customer may have paid who was told otherwise, or who had more points. */
function chargedFor({ charged, receipt }: DrawnSale, lines: readonly QuotedLine[]): object | undefined {
  if (charged === undefined) return undefined;
  const paid = lines.map(({ line, gross, redeemed, net }) => {
    const points = receipt.member === undefined || gross < 0 ? redeemed : Math.min(gross, redeemed + charged.redeemed);
    const money = net < 0 ? net : Math.max(0, Math.min(gross - points, net + charged.more));
    return { line, net: money, ...(points > 0 && { redeemed: points }) };
  });
  return { net: paid.reduce((sum, { net }) => sum + net, 0), lines: paid };
}

/** Of two coupons that do the same it may be the other one: a hold of the first is over by this clock, and not by Postgres'. */
function prices({ lines }: Quoted): unknown {
  return lines.map(({ adjustments, ...line }) => [line, adjustments.map(({ amount }) => amount)]);
}

function addsUp({ lines, totals }: Quoted): void {
  for (const field of ['gross', 'discount', 'redeemed', 'net', 'earned']) {
    same(sumOf(lines, field), totals[field], `Σ ${field}`);
  }
  for (const { discount, net, units, adjustments } of lines) {
    same(sumOf(adjustments, 'amount'), discount, 'Σ adjustments');
    same(sumOf(units, 'net'), net, 'Σ units');
  }
}

function sumOf(all: readonly object[], field: string): number {
  return all.reduce((sum, one) => sum + Number((one as Readonly<Record<string, number>>)[field]), 0);
}

function same(found: unknown, wanted: unknown, what: string): void {
  const [one, other] = [JSON.stringify(found), JSON.stringify(wanted)];
  if (one !== other) throw new Error(`${what}: ${one} where ${other} was expected`);
}
