/** GET /v1/certificates/{code} */
import { WireCertificate } from '../../contract/certificate.ts';
import { ref } from '../../contract/reference.ts';
import { allProblems } from '../../contract/replies.ts';
import { readCertificate } from '../../flows/certificates/change.ts';
import type { Route } from '../route.ts';
import { certificateParams } from './params.ts';

export const getCertificate: Route = (app, parts) => {
  app.get(
    '/v1/certificates/:code',
    {
      config: { call: 'certificates.read' },
      schema: {
        tags: ['certificates'],
        summary: 'What is on a gift certificate, and what happened to its money',
        params: certificateParams,
        response: { 200: ref(WireCertificate), ...allProblems('certificate_not_found') },
      },
    },
    async (request) => readCertificate(parts, request.params.code),
  );
};
