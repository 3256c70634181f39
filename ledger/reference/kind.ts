/** What is uploaded whole and looked up beside the party. */
export type ReferenceKind = 'list' | 'segment' | 'personal-prices';

/** How a message calls one of them, before its code. */
export const referenceNames: Readonly<Record<ReferenceKind, string>> = {
  list: 'list',
  segment: 'segment',
  'personal-prices': 'list of personal prices',
};
