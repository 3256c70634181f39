/**
 * Names of everything the gate keeps in Redis. What belongs to a party carries the epoch in its name, so that under a
 * new epoch nothing old is found, and the party as hash tag, so that a script's keys share a slot of a Redis Cluster.
 *
 * The number in the prefix is the format of what is kept: whoever changes PartySnapshot or the codec raises it, and
 * gateways of both releases run side by side without reading each other's.
 */
const prefix = 'tg3';

export const keys = {
  epoch: `${prefix}:{gate}:epoch`,
  cursor: `${prefix}:{gate}:cursor`,
  snapshot: (epoch: string, party: number) => `${prefix}:{p:${party}}:${epoch}:snapshot`,
  /** A hash: receipt → "<points> <until, epoch ms>". */
  reserved: (epoch: string, party: number) => `${prefix}:{p:${party}}:${epoch}:reserved`,
  rate: (key: string) => `${prefix}:{r:${key}}`,
};
