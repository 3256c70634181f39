import Type from 'typebox';
import { Id, strict } from '../../contract/common.ts';

export const jobParams = Type.Object({ id: Id('The job.') }, strict);
