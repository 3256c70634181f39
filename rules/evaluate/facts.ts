/**
 * What conditions may ask of a receipt. Everything is reckoned when asked for, and kept: sums over the lines until the
 * basket changes, facts of the member for the whole receipt.
 */
import type { Facts, GroupBase, LocalTime, Selector } from '../compile/compiled.ts';
import { localTime } from '../compile/local-time.ts';
import type { MemberState } from '../model/member-state.ts';
import type { PointsPolicy } from '../model/points-policy.ts';
import type { Attributes, Channel, Receipt } from '../model/receipt.ts';
import { type Basket, type BasketLine, netOf } from './basket.ts';
import { daysBetween } from './calendar.ts';

const earthRadiusKm = 6371.0088;
const nothing: readonly string[] = [];
const noAttributes: Attributes = {};

export class BasketFacts implements Facts {
  /** Of the group that is running: what `total` and `items` answer in. */
  base: GroupBase = 'current';
  readonly receipt: Facts['receipt'];
  readonly member: Facts['member'];
  readonly store: Facts['store'];
  readonly now: LocalTime;
  readonly #receipt: Receipt;
  readonly #member: MemberState | undefined;
  readonly #basket: Basket;
  readonly #policy: PointsPolicy;

  constructor(receipt: Receipt, member: MemberState | undefined, now: LocalTime, basket: Basket, policy: PointsPolicy) {
    this.now = now;
    this.#receipt = receipt;
    this.#member = member;
    this.#basket = basket;
    this.#policy = policy;
    this.receipt = new ReceiptFacts(this, receipt, basket);
    this.member = new MemberFacts(member, now);
    this.store = { code: receipt.store.code, region: receipt.store.region, attributes: receipt.store.attributes };
  }

  /** Minor units of a line in the base of the running group: without manual discounts, or as the till will print it. */
  worthOf(line: BasketLine): number {
    if (this.base === 'current') return netOf(line, this.#policy);
    return line.source.amount - line.source.manualDiscount;
  }

  counter(code: string, offset: number): number | undefined {
    const counter = own(this.#member?.counters, code);
    if (typeof counter === 'number') return offset === 0 ? counter : undefined;
    return counter?.[-offset];
  }

  activity(type: string): { count: number; daysAgo: number | undefined; last: Attributes } {
    const activity = own(this.#member?.activities, type);
    const last = activity?.last ?? noAttributes;
    return { count: activity?.count ?? 0, daysAgo: daysSince(own(last, 'at'), this.now), last };
  }

  items(selector: Selector): { amount: number; quantity: number } {
    let [amount, thousandths] = [0, 0];
    for (const line of this.#basket.lines) {
      if (!selector.matches(line.source, this.#member)) continue;
      amount += this.worthOf(line);
      thousandths += line.source.quantity;
    }
    return { amount, quantity: thousandths / 1000 };
  }

  distance(lat: number, lon: number): number | undefined {
    const here = this.#receipt.location;
    if (here?.lat === undefined || here.lon === undefined) return undefined;
    const radians = Math.PI / 180;
    const haversine =
      Math.sin(((lat - here.lat) * radians) / 2) ** 2 +
      Math.cos(here.lat * radians) * Math.cos(lat * radians) * Math.sin(((lon - here.lon) * radians) / 2) ** 2;
    return 2 * earthRadiusKm * Math.asin(Math.min(1, Math.sqrt(haversine)));
  }
}

class ReceiptFacts {
  readonly channel: Channel;
  readonly attributes: Attributes;
  readonly lineCount: number;
  readonly #facts: BasketFacts;
  readonly #basket: Basket;
  #total = 0;
  #totalBase: GroupBase | undefined;
  #totalRevision = -1;

  constructor(facts: BasketFacts, receipt: Receipt, basket: Basket) {
    this.channel = receipt.channel;
    this.attributes = receipt.attributes;
    this.lineCount = receipt.lines.length;
    this.#facts = facts;
    this.#basket = basket;
  }

  get total(): number {
    const { base } = this.#facts;
    const { revision, lines } = this.#basket;
    if (base !== this.#totalBase || revision !== this.#totalRevision) {
      this.#totalBase = base;
      this.#totalRevision = revision;
      this.#total = 0;
      for (const line of lines) this.#total += this.#facts.worthOf(line);
    }
    return this.#total;
  }

  get gross(): number {
    return this.#basket.lines.reduce((sum, line) => sum + line.source.amount, 0);
  }

  get quantity(): number {
    return this.#basket.lines.reduce((sum, line) => sum + line.source.quantity, 0) / 1000;
  }
}

class MemberFacts {
  readonly known: boolean;
  readonly #member: MemberState | undefined;
  readonly #now: LocalTime;
  #birthday: { age: number; daysTo: number } | undefined;

  constructor(member: MemberState | undefined, now: LocalTime) {
    this.known = member !== undefined;
    this.#member = member;
    this.#now = now;
  }

  get tier(): string | undefined {
    return this.#member?.tier;
  }

  get segments(): readonly string[] {
    return this.#member?.segments ?? nothing;
  }

  get cards(): readonly string[] {
    return this.#member?.cards ?? nothing;
  }

  get attributes(): Attributes {
    return this.#member?.attributes ?? noAttributes;
  }

  get age(): number | undefined {
    return this.#fromBirthDate()?.age;
  }

  get isBirthday(): boolean | undefined {
    const days = this.daysToBirthday;
    return days === undefined ? undefined : days === 0;
  }

  get daysToBirthday(): number | undefined {
    return this.#fromBirthDate()?.daysTo;
  }

  get daysSinceRegistration(): number | undefined {
    return daysSince(this.#member?.registeredAt, this.#now);
  }

  /** A member who is known has bought nothing unless the state says otherwise. */
  get purchases(): number | undefined {
    return this.#member === undefined ? undefined : (this.#member.purchases ?? 0);
  }

  get daysSinceLastPurchase(): number | undefined {
    return daysSince(this.#member?.lastPurchaseAt, this.#now);
  }

  #fromBirthDate(): { age: number; daysTo: number } | undefined {
    const born = this.#member?.birthDate;
    if (born === undefined || this.#birthday !== undefined) return this.#birthday;
    const { date, year } = this.#now;
    const thisYear = birthdayIn(year, born);
    const next = thisYear >= date ? thisYear : birthdayIn(year + 1, born);
    const years = year - Number(born.slice(0, 4));
    this.#birthday = { age: thisYear <= date ? years : years - 1, daysTo: daysBetween(date, next) };
    return this.#birthday;
  }
}

/** Who was born on 29 February has their birthday on the 28th in other years. */
function birthdayIn(year: number, birthDate: string): string {
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const monthDay = birthDate.slice(5, 10);
  return `${String(year).padStart(4, '0')}-${monthDay === '02-29' && !leap ? '02-28' : monthDay}`;
}

/** Calendar days of the store from a moment, RFC 3339, to now. */
function daysSince(moment: unknown, now: LocalTime): number | undefined {
  if (typeof moment !== 'string') return undefined;
  const epochMs = Date.parse(moment);
  return Number.isNaN(epochMs) ? undefined : daysBetween(localTime(epochMs, now.timezone).date, now.date);
}

/** A till may name an attribute or a counter like a property every object has. */
function own<T>(record: Readonly<Record<string, T>> | undefined, key: string): T | undefined {
  return record !== undefined && Object.hasOwn(record, key) ? record[key] : undefined;
}
