/** Which version is in force: publish one, or revoke it. Both are answered when this gateway prices by it. */
import type { RequestKey } from '../../../ledger/keys/request-keys.ts';
import { findVersion } from '../../../ledger/programs/list.ts';
import { findDocument, publishVersion, revokeVersion } from '../../../ledger/programs/versions.ts';
import { pathText } from '../../../rules/program/path.ts';
import type { ProgrammeDocument } from '../../../rules/program/schema.ts';
import { unpublishable } from '../../../rules/program/unpublishable.ts';
import { refuse } from '../../contract/errors.ts';
import type { WireVersion } from '../../contract/programme.ts';
import type { Parts } from '../../parts.ts';
import { type WriteParts, type Written, writeOnce } from '../write-once.ts';

type PublishParts = WriteParts & Pick<Parts, 'programmes' | 'evaluator'>;

export async function publishProgramme(
  parts: PublishParts,
  key: RequestKey | undefined,
  code: string,
  version: number,
): Promise<Written> {
  const found = await findDocument(parts.database, code, version);
  if (found === undefined) return refuseUnknown(code, version);
  const reason = unpublishable(found.document as ProgrammeDocument);
  if (reason !== undefined) {
    const path = pathText(reason.path);
    refuse('programme_invalid', `${path}: ${reason.message}.`, { errors: [{ path, message: reason.message }] });
  }
  // What a worker cannot compile is never in force: it fails here, before anything is written.
  if (found.state !== 'revoked') await parts.evaluator.load(found);
  return change(parts, key, code, version, publishVersion);
}

export function revokeProgramme(
  parts: PublishParts,
  key: RequestKey | undefined,
  code: string,
  version: number,
): Promise<Written> {
  return change(parts, key, code, version, revokeVersion);
}

async function change(
  parts: PublishParts,
  key: RequestKey | undefined,
  code: string,
  version: number,
  work: typeof publishVersion,
): Promise<Written> {
  const written = await writeOnce<WireVersion>(parts, key, async (client) => {
    const outcome = await work(client, code, version);
    if (outcome === 'programme_revoked') refuse(outcome, `Version ${version} was revoked, for good: save it anew.`);
    const changed = outcome === 'done' ? await findVersion(client, code, version) : undefined;
    return { status: 200, body: changed ?? refuseUnknown(code, version) };
  });
  await parts.programmes.refresh(code);
  return written;
}

function refuseUnknown(code: string, version: number): never {
  return refuse('programme_not_found', `There is no version ${version} of programme ${code}.`);
}
