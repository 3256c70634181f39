import Type from 'typebox';
import { CertificateCode } from '../../contract/certificate.ts';
import { strict } from '../../contract/common.ts';

export const certificateParams = Type.Object({ code: CertificateCode }, strict);
