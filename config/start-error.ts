/** A fault the operator can mend. The message is one whole line that names what is wrong and what to do about it. */
export class StartError extends Error {
  override name = 'StartError';
}

/** The line a file system's refusal deserves: what was wanted, of which path, and why it was refused. */
export function fileFault(what: string, path: string, cause: unknown): StartError {
  const code = (cause as NodeJS.ErrnoException).code ?? '';
  const reason = REASONS[code] ?? (cause instanceof Error ? cause.message : String(cause));
  return new StartError(`cannot ${what} ${path}: ${reason}`, { cause });
}

const REASONS: Record<string, string> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  ENOTDIR: 'a part of the path is a file, not a folder',
  EEXIST: 'there is a file of that name already',
  ENOENT: 'no such file or folder',
};
