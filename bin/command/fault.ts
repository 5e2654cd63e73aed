/** Something a person can put right: shown as one line, exit code 1. */
export class Fault extends Error {}

/** What an error says in one line; the file system's own errors in the words of a person. */
export function inOneLine(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code, path } = error as NodeJS.ErrnoException;
  const words = code === undefined ? undefined : SYSTEM_ERRORS[code];
  if (words) return path === undefined ? words : `${path}: ${words}`;
  return error.message.split('\n')[0] ?? '';
}

/** Runs `work`, turning a system error about a file into one clear line. */
export async function orFault<Result>(what: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === undefined) throw error;
    throw new Fault(`${what}: ${SYSTEM_ERRORS[code] ?? code}`, { cause: error });
  }
}

const SYSTEM_ERRORS: Record<string, string> = {
  ENOENT: 'there is no such file or folder.',
  EACCES: 'this user may not open it.',
  EPERM: 'this user may not do that.',
  EEXIST: 'it is a file, not a folder.',
  EISDIR: 'it is a folder, not a file.',
  ENOTDIR: 'a part of the path is a file, not a folder.',
  ENOSPC: 'there is no space left on the disk.',
  EROFS: 'the disk is read-only.',
};
