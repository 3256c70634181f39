/** POST /v1/certificates: one, as JSON; with `count` as many, as CSV. */
import { Readable } from 'node:stream';
import { NewCertificates, WireCertificate } from '../../contract/certificate.ts';
import { idempotent } from '../../contract/paging.ts';
import { ref } from '../../contract/reference.ts';
import { allProblems } from '../../contract/replies.ts';
import { issueMany, issueOne } from '../../flows/certificates/issue.ts';
import { requestKeyOf, sendWritten } from '../../flows/write-once.ts';
import type { Route } from '../route.ts';

export const postCertificates: Route = (app, parts) => {
  app.post(
    '/v1/certificates',
    {
      config: { call: 'certificates.issue' },
      schema: {
        tags: ['certificates'],
        summary: 'Issue a gift certificate, or with `count` many, listed as CSV',
        description: 'They have no money on them until they are activated, unless `active` says so.',
        headers: idempotent,
        body: ref(NewCertificates),
        produces: ['application/json', 'text/csv'],
        response: {
          201: ref(WireCertificate),
          200: { description: 'CSV: code, amount, currency, expireAfter, expiresAt', type: 'string' },
          ...allProblems(
            'already_exists',
            'amount_too_large',
            'member_not_found',
            'card_not_found',
            'idempotency_key_invalid',
            'idempotency_key_reused',
          ),
        },
      },
    },
    async (request, reply) => {
      const { body } = request;
      const key = requestKeyOf(request);
      if (body.count === undefined) return sendWritten(reply, await issueOne(parts, key, body));
      const { csv, replayed } = await issueMany(parts, key, { ...body, count: body.count });
      if (replayed) reply.header('idempotency-replayed', 'true');
      const stream: unknown = Readable.from(csv);
      return reply.type('text/csv; charset=utf-8').send(stream as string);
    },
  );
};
