/** /v1/lists: lists of goods that selectors name. */
import { WireList } from '../../contract/reference-data.ts';
import { callsOf } from '../reference-data.ts';

const calls = callsOf({
  kind: 'list',
  path: '/v1/lists',
  one: 'list of goods',
  columns: 'sku',
  body: WireList,
  fields: ({ skus }) => ({ columns: ['sku'], rows: skus.map((sku) => [sku]), at: '/skus' }),
});

export const putList = calls.put;
export const postList = calls.post;
export const getList = calls.get;
export const getListItems = calls.items;
export const getLists = calls.list;
