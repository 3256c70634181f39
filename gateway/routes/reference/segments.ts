/** /v1/segments: target groups of members. */
import { WireSegment } from '../../contract/reference-data.ts';
import { callsOf, fieldsOfMember } from '../reference-data.ts';

const calls = callsOf({
  kind: 'segment',
  path: '/v1/segments',
  one: 'segment of members',
  columns: 'one of member (an id), card and phone for each row',
  body: WireSegment,
  fields: ({ members }) => ({
    columns: ['member', 'card', 'phone'],
    rows: members.map(fieldsOfMember),
    at: '/members',
  }),
});

export const putSegment = calls.put;
export const postSegment = calls.post;
export const getSegment = calls.get;
export const getSegmentItems = calls.items;
export const getSegments = calls.list;
