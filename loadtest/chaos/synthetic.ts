/**
 * A file like UCI Online Retail, made up, for where the real one is not: members who come again, customers nobody
 * knows, returns of what was bought and of what was not, postage, stock write-offs, prices of three decimals. The same
 * seed makes the same file.
 */
import { createRandom } from './random.ts';

const header = 'InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country';
const members = 40;
const articles = 80;
const minutesApart = 7;

interface Bought {
  readonly sku: string;
  readonly price: string;
  left: number;
}

export function syntheticCsv(invoices: number, seed: number): string {
  const random = createRandom(seed);
  const prices = Array.from({ length: articles }, () => (random.between(20, 2_500) / 100).toFixed(2));
  const bought = new Map<number, Bought[]>();
  const lines = [header];
  for (let index = 0; index < invoices; index += 1) {
    const member = random.next() < 0.85 ? random.between(1, members) : undefined;
    const card = member === undefined ? '' : `${10_000 + member}.0`;
    const at = new Date(Date.UTC(2011, 0, 4, 8) + index * minutesApart * 60_000).toISOString();
    const time = at.slice(0, 19).replace('T', ' ');
    const number = 700_000 + index;
    const add = (invoice: string, sku: string, quantity: number, price: string) =>
      lines.push(`${invoice},${sku},"ARTICLE ""${sku}"", MADE UP",${quantity},${time},${price},${card},United Kingdom`);
    const kind = random.next();
    const earlier = (member === undefined ? undefined : bought.get(member))?.filter(({ left }) => left > 0) ?? [];
    if (kind < 0.02) {
      lines.push(`${number},${random.between(20_000, 20_079)},?,-${random.between(1, 50)},${time},0.0,,United Kingdom`);
    } else if (kind < 0.15 && earlier.length > 0) {
      const back = random.pick(earlier);
      const quantity = random.between(1, back.left);
      back.left -= quantity;
      add(`C${number}`, back.sku, -quantity, back.price);
      if (random.next() < 0.3) add(`C${number}`, 'M', -1, '3.5');
    } else {
      const basket: Bought[] = [];
      for (let line = random.between(1, 20); line > 0; line -= 1) {
        const article = random.between(0, articles - 1);
        const sku = article === 0 ? '85123A' : String(20_000 + article);
        const price = random.next() < 0.01 ? '0.001' : (prices[article] ?? '1.0');
        const quantity = random.between(1, 24);
        basket.push({ sku, price, left: quantity });
        add(String(number), sku, quantity, price);
      }
      if (random.next() < 0.1) add(String(number), 'POST', 1, '18.0');
      if (member !== undefined) bought.set(member, [...earlier, ...basket]);
    }
  }
  return `${lines.join('\n')}\n`;
}
