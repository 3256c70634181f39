/**
 * What one run has asked of a gateway and what was acknowledged, to hold it to later. Every answer is either what was
 * asked for or one of the refusals that the step may meet; anything else ends the run.
 */
import type { Key, Reply, StartedGateway } from './start-gateway.ts';

/** A gateway as those who ask it see it, in this process or in one of its own. */
export interface AskedGateway extends Pick<StartedGateway, 'publish' | 'now' | 'time'> {
  readonly logged: readonly Record<string, unknown>[];
  call(as: Key, request: string, body?: unknown, headers?: object): Promise<Outcome>;
}

/** What came of a request that may have been sent more than once. */
export interface Outcome extends Reply {
  /** What else was answered to it. */
  readonly others?: readonly Reply[];
  /** It was sent before, and that was not answered: what is a replay now was new then. */
  readonly doubtful?: boolean;
}

interface Sent {
  readonly till: Key;
  readonly body: Readonly<Record<string, unknown>>;
  readonly text: string;
}

export interface Sale {
  readonly id: string;
  readonly sent: Sent;
  readonly net: number;
  readonly redeemed: number;
  earned: number;
  /** Thousandths sold, by line. */
  readonly lines: ReadonlyMap<number, number>;
  /** Thousandths that have come back, by line, and what was given for all of it. */
  readonly returned: Map<number, number>;
  refund: number;
  pointsReturned: number;
  pointsTaken: number;
  cancelled: boolean;
  attached?: string;
  /** Whose it is, by card. */
  card: string | undefined;
  /** Codes that it has used, as it was answered. */
  readonly coupons: readonly string[];
  /** Minor units that certificates have paid and not got back, by code. */
  readonly certificates: Map<string, number>;
  /** Certificates that lines of it sold and that have not come back, by code. */
  readonly activated: Set<string>;
}

/** A code that somebody has. */
export interface KnownCoupon {
  readonly code: string;
  /** How often it may be used. */
  readonly uses: number;
  /** The receipt that brought it. */
  readonly issuedBy?: string;
  revoked: boolean;
}

export interface KnownCertificate {
  readonly code: string;
  readonly amount: number;
  /** Sold by receipts, given by one, or good from the beginning. */
  readonly kind: 'sold' | 'given' | 'active';
  readonly issuedBy?: string;
  revoked: boolean;
}

/** What a member did besides buying. */
interface Activity extends Sent {
  readonly card: string;
  readonly earned: number;
}

export interface Hold {
  readonly id: string;
  readonly till: Key;
  readonly number: string;
  readonly member: object;
}

interface ReturnedPart {
  readonly receipt: string;
  readonly refund: number;
  readonly pointsReturned: number;
  readonly pointsTaken: number;
  readonly lines: readonly { readonly line: number; readonly quantity: number }[];
  readonly certificates?: readonly { readonly code: string; readonly amount: number }[];
  readonly deactivated?: readonly string[];
}

/** Something of it is still out: it was not cancelled, nor has all of it come back. */
export function stands({ cancelled, lines, returned }: Sale): boolean {
  return !cancelled && [...lines].some(([line, sold]) => sold > (returned.get(line) ?? 0));
}

export class History {
  /** Of one chain: a till asks the one it is nearest to. */
  readonly gateways: readonly AskedGateway[];
  /** Each of them as it is, asked once; for what must come to the others by itself. */
  readonly direct: readonly AskedGateway[];
  /** Card numbers. */
  readonly members: string[];
  readonly sales: Sale[] = [];
  readonly returns: Sent[] = [];
  readonly holds: Hold[] = [];
  readonly coupons: KnownCoupon[] = [];
  readonly certificates: KnownCertificate[] = [];
  readonly activities: Activity[] = [];
  /** Taken back for goods without a receipt, by card. */
  readonly takenUnmatched = new Map<string, number>();
  /** How often what was answered. */
  readonly outcomes = new Map<string, number>();
  /** Takes Redis away, or something of the kind. */
  readonly upset: () => Promise<void>;
  /** What campaigns had been used before it began, by key. */
  readonly budgets: ReadonlyMap<string, number>;
  /** By the token of a quote. */
  readonly #versions = new Map<string, number>();
  readonly #name: string;
  #count = 0;

  constructor(order: {
    readonly gateways: readonly AskedGateway[];
    readonly direct: readonly AskedGateway[];
    /** Unique among the runs on one database. */
    readonly name: string;
    readonly members: string[];
    readonly budgets: ReadonlyMap<string, number>;
    readonly upset: () => Promise<void>;
  }) {
    this.gateways = order.gateways;
    this.direct = order.direct;
    this.members = order.members;
    this.budgets = order.budgets;
    this.upset = order.upset;
    this.#name = order.name;
  }

  gatewayOf(till: Key): AskedGateway {
    const { gateways } = this;
    // The offices ask the first.
    const number = /^t\d$/.test(till) ? Number(till.slice(1)) : 1;
    const found = gateways[(number - 1) % gateways.length];
    if (found === undefined) throw new Error('there is no gateway');
    return found;
  }

  /** RFC 3339, so many ms ago. */
  time(ago = 0): string {
    return new Date(Date.now() - ago).toISOString();
  }

  number(): string {
    this.#count += 1;
    return `${this.#name}-${this.#count}`;
  }

  async send(
    till: Key,
    request: string,
    body: unknown,
    allowed: readonly string[],
    gateway = this.gatewayOf(till),
  ): Promise<Outcome> {
    const reply = await gateway.call(till, request, body);
    const call = request
      .replace(/[0-9a-f]{8}-[-0-9a-f]{27}/, ':id')
      .replace(/(keys\/|cards\/|card=|coupons\/|certificates\/)[^/]+/, '$1…');
    const outcome = `${call} ${reply.status < 400 ? reply.status : reply.body.code}`;
    this.outcomes.set(outcome, (this.outcomes.get(outcome) ?? 0) + 1);
    for (const one of [reply, ...(reply.others ?? [])]) {
      // What was accepted may be cancelled by the time it is sent again.
      const cancelledSince = reply.status < 400 && one.body.code === 'receipt_cancelled';
      if (one.status >= 400 && !cancelledSince && !allowed.includes(one.body.code)) this.fail(request, one, body);
    }
    const { token, quote, program } = reply.body;
    if (token !== undefined) this.#versions.set(token, program.version);
    if (quote !== undefined) this.#versions.set(quote.token, quote.program.version);
    return reply;
  }

  fail(what: string, { status, text }: Reply, body?: unknown): never {
    const logged = JSON.stringify(this.gateways.map((gateway) => gateway.logged.slice(-3)));
    throw new Error(`${what} ${JSON.stringify(body)}: ${status} ${text}; last logged ${logged}`);
  }

  /** Commits a new receipt; where its quote changed, under the quote enclosed. */
  async commit(till: Key, body: Readonly<Record<string, unknown>>, more: readonly string[] = []): Promise<void> {
    const allowed = ['insufficient_points', 'redeem_not_allowed', 'quote_changed', ...more];
    const reply = await this.send(till, 'POST /v1/receipts', body, allowed);
    if (reply.body.code === 'quote_changed') {
      return this.commit(till, { ...body, quote: reply.body.quote.token }, more);
    }
    if (reply.status >= 400) return;
    if (reply.replayed && reply.doubtful !== true) this.fail('a new receipt was known', reply, body);
    const { id, program, totals, points, returns = [] } = reply.body;
    if (typeof body.quote === 'string' && this.#versions.get(body.quote) !== program.version) {
      this.fail(`it was quoted under version ${this.#versions.get(body.quote)}`, reply, body);
    }
    for (const part of returns) this.#took(part);
    const lines = body.lines as { line: number; quantity: number }[];
    const { coupons = [], certificates = [], activated = [] } = reply.body;
    const member = body.member as { card: string } | undefined;
    this.#rewarded(id, reply);
    this.sales.push({
      id,
      sent: { till, body, text: reply.text },
      net: totals.net,
      redeemed: points.redeem,
      earned: totals.earned,
      lines: new Map(lines.map(({ line, quantity }) => [line, Math.round(quantity * 1_000)])),
      returned: new Map(),
      refund: 0,
      pointsReturned: 0,
      pointsTaken: 0,
      cancelled: false,
      card: member?.card,
      coupons: coupons.flatMap((one: { code: string; status: string }) => (one.status === 'applied' ? [one.code] : [])),
      certificates: new Map(certificates.map((one: { code: string; amount: number }) => [one.code, one.amount])),
      activated: new Set(activated.map((one: { code: string }) => one.code)),
    });
  }

  /** The forgotten card. */
  attached(sale: Sale, card: string, reply: Outcome): void {
    sale.attached = reply.text;
    sale.earned = reply.body.totals.earned;
    sale.card = card;
    this.#rewarded(sale.id, reply);
  }

  #rewarded(issuedBy: string, { body: { rewards } }: Outcome): void {
    for (const { kind, code, amount } of rewards) {
      const known = [...this.coupons, ...this.certificates].some((one) => one.code === code);
      if (code === undefined || known) continue;
      if (kind === 'coupon') this.coupons.push({ code, uses: 1, issuedBy, revoked: false });
      if (kind === 'certificate') this.certificates.push({ code, amount, kind: 'given', issuedBy, revoked: false });
    }
  }

  async giveBack(sale: Sale, lines: readonly object[], till: Key, allowed: readonly string[]): Promise<void> {
    const reply = await this.#return(till, { receipt: { id: sale.id }, lines }, allowed);
    if (reply.status < 400) this.#took(reply.body);
  }

  /** Without a receipt. */
  async bringBack(member: { card: string } | undefined, lines: readonly object[], till: Key): Promise<void> {
    const reply = await this.#return(till, { ...(member && { member }), lines }, []);
    if (member === undefined) return;
    this.takenUnmatched.set(member.card, (this.takenUnmatched.get(member.card) ?? 0) + reply.body.pointsTaken);
  }

  async #return(till: Key, more: object, allowed: readonly string[]): Promise<Outcome> {
    const body = { number: this.number(), businessTime: this.time(), ...more };
    const reply = await this.send(till, 'POST /v1/returns', body, allowed);
    if (reply.status < 400) this.returns.push({ till, body, text: reply.text });
    return reply;
  }

  #took({ receipt, refund, pointsReturned, pointsTaken, lines, ...more }: ReturnedPart): void {
    const sale = this.sales.find(({ id }) => id === receipt);
    if (sale === undefined) throw new Error(`receipt ${receipt} is not among the sales`);
    sale.refund += refund;
    sale.pointsReturned += pointsReturned;
    sale.pointsTaken += pointsTaken;
    for (const { line, quantity } of lines) {
      sale.returned.set(line, (sale.returned.get(line) ?? 0) + Math.round(quantity * 1_000));
    }
    const { certificates = [], deactivated = [] } = more;
    for (const { code, amount } of certificates) {
      sale.certificates.set(code, (sale.certificates.get(code) ?? 0) - amount);
    }
    for (const code of deactivated) sale.activated.delete(code);
  }

  /** What is left of a sale comes back, unless a certificate that it sold has paid for another that is still out. */
  async returnRest(sale: Sale): Promise<void> {
    const lines = [...sale.lines].flatMap(([line, sold]) => {
      const left = sold - (sale.returned.get(line) ?? 0);
      return left > 0 ? [{ line, quantity: left / 1_000 }] : [];
    });
    if (lines.length > 0) await this.giveBack(sale, lines, 't1', ['certificate_used']);
  }

  /** Sends again what was acknowledged: the same bytes, unless it was cancelled since. */
  async commitAgain(sale: Sale): Promise<void> {
    const { cancelled } = sale;
    const again = await this.send(sale.sent.till, 'POST /v1/receipts', sale.sent.body, ['receipt_cancelled']);
    if (again.status >= 400) return;
    if (again.text !== sale.sent.text) this.fail(`${sale.id} was answered otherwise`, again);
    if (cancelled) this.fail(`${sale.id} was cancelled`, again);
  }

  async tellAgain({ till, body, text }: Activity): Promise<void> {
    const again = await this.send(till, 'POST /v1/activities', body, []);
    if (!again.replayed || again.text !== text) this.fail('an activity was answered otherwise', again);
  }

  async returnAgain({ till, body, text }: Sent): Promise<void> {
    const again = await this.send(till, 'POST /v1/returns', body, []);
    if (!again.replayed || again.text !== text) this.fail('a return was answered otherwise', again);
  }
}
