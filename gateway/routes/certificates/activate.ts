/** POST /v1/certificates/{code}/activate */
import { WireCertificate } from '../../contract/certificate.ts';
import { idempotent } from '../../contract/paging.ts';
import { ref } from '../../contract/reference.ts';
import { allProblems } from '../../contract/replies.ts';
import { activate } from '../../flows/certificates/change.ts';
import { requestKeyOf, sendWritten } from '../../flows/write-once.ts';
import { credentialOf } from '../../plugins/access.ts';
import type { Route } from '../route.ts';
import { certificateParams } from './params.ts';

export const activateCertificate: Route = (app, parts) => {
  app.post(
    '/v1/certificates/:code/activate',
    {
      config: { call: 'certificates.activate' },
      schema: {
        tags: ['certificates'],
        summary: 'Put the money on a gift certificate: it was sold; once',
        headers: idempotent,
        params: certificateParams,
        response: {
          200: ref(WireCertificate),
          ...allProblems(
            'certificate_not_found',
            'certificate_not_usable',
            'idempotency_key_invalid',
            'idempotency_key_reused',
          ),
        },
      },
    },
    async (request, reply) =>
      sendWritten(reply, await activate(parts, requestKeyOf(request), credentialOf(request), request.params.code)),
  );
};
