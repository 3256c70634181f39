/** /v1/personal-prices: what personal_price goes by. */
import { WirePersonalPrices } from '../../contract/reference-data.ts';
import { callsOf, fieldsOfMember } from '../reference-data.ts';

const text = (value: string | number | undefined): string => String(value ?? '');

const calls = callsOf({
  kind: 'personal-prices',
  path: '/v1/personal-prices',
  one: 'list of personal prices',
  columns:
    'one of member (an id), card and phone; sku; one of percent, amount and price; and where need be from and to',
  body: WirePersonalPrices,
  fields: ({ prices }) => ({
    columns: ['member', 'card', 'phone', 'sku', 'percent', 'amount', 'price', 'from', 'to'],
    rows: prices.map(({ member, sku, percent, amount, price, from, to }) => [
      ...fieldsOfMember(member),
      sku,
      ...[percent, amount, price, from, to].map(text),
    ]),
    at: '/prices',
  }),
});

export const putPersonalPrices = calls.put;
export const postPersonalPrices = calls.post;
export const getPersonalPrices = calls.get;
export const getPersonalPricesItems = calls.items;
export const getAllPersonalPrices = calls.list;
