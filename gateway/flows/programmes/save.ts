import type { RequestKey } from '../../../ledger/keys/request-keys.ts';
import { saveVersion } from '../../../ledger/programs/versions.ts';
import type { ProgrammeDocument } from '../../../rules/program/schema.ts';
import { refuse } from '../../contract/errors.ts';
import type { SavedVersion } from '../../contract/programme.ts';
import type { Parts } from '../../parts.ts';
import { type WriteParts, type Written, writeOnce } from '../write-once.ts';
import { missingCampaigns } from './missing-campaigns.ts';
import { notUploaded } from './not-uploaded.ts';
import { readDocument } from './read-document.ts';

/** `schema` is a word of the URL where codes stand: /v1/programs/schema. */
const reserved = 'schema';

/** Saves a document as the next version, a draft: 201; the newest version's document again: 200 and that version. */
export async function saveProgramme(
  parts: WriteParts & Pick<Parts, 'parser' | 'now' | 'references'>,
  key: RequestKey | undefined,
  code: string,
  source: string,
): Promise<Written> {
  const { document, hash, lint: found } = await readDocument(parts, source);
  if (document.program.code !== code || code === reserved) {
    const message = code === reserved ? 'must not be "schema"' : `must be ${code}, as in the URL`;
    refuse('programme_invalid', `program.code ${message}.`, { errors: [{ path: 'program.code', message }] });
  }
  const written = document as ProgrammeDocument;
  const warned = [...found, ...notUploaded(written, parts.references)];
  return writeOnce<SavedVersion>(parts, key, async (client) => {
    const lint = [...warned, ...(await missingCampaigns(client, written))];
    const { version, created } = await saveVersion(client, { code, hash, source, document, lint });
    return { status: created ? 201 : 200, body: { version, hash, lint: lint.map((message) => ({ ...message })) } };
  });
}
