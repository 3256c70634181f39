/** Names requests: others' ids are taken where they can do no harm in a log or a header, else one of our own is made. */
import { randomBytes } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

const pattern = /^[\w.:-]{1,64}$/;

/** Random once a process and counted from there: as unique as a random one each time, for a hundredth of the work. */
export function requestIds(): (request: { readonly headers: IncomingHttpHeaders }) => string {
  const own = randomBytes(9).toString('base64url');
  let count = 0;
  return ({ headers }) => {
    const given = headers['x-request-id'];
    if (typeof given === 'string' && pattern.test(given)) return given;
    count += 1;
    return `${own}.${count.toString(36)}`;
  };
}
