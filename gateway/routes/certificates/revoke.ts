/** POST /v1/certificates/{code}/revoke */
import { WireCertificate } from '../../contract/certificate.ts';
import { idempotent } from '../../contract/paging.ts';
import { ref } from '../../contract/reference.ts';
import { allProblems } from '../../contract/replies.ts';
import { revoke } from '../../flows/certificates/change.ts';
import { requestKeyOf, sendWritten } from '../../flows/write-once.ts';
import type { Route } from '../route.ts';
import { certificateParams } from './params.ts';

export const revokeCertificate: Route = (app, parts) => {
  app.post(
    '/v1/certificates/:code/revoke',
    {
      config: { call: 'certificates.revoke' },
      schema: {
        tags: ['certificates'],
        summary: 'Take a gift certificate’s money off it, for good',
        headers: idempotent,
        params: certificateParams,
        response: {
          200: ref(WireCertificate),
          ...allProblems('certificate_not_found', 'idempotency_key_invalid', 'idempotency_key_reused'),
        },
      },
    },
    async (request, reply) => sendWritten(reply, await revoke(parts, requestKeyOf(request), request.params.code)),
  );
};
