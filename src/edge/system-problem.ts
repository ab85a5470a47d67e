/** Why the system refuses to write a file, in words. */
export const systemProblem = (code: string | undefined): string => PROBLEMS[code!] ?? `the system says ${code}`

const PROBLEMS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EDQUOT: 'the disk quota is used up',
  EEXIST: 'it is there already',
  EFBIG: 'the file system takes no file of that size',
  EIO: 'the disk reports an error',
  EISDIR: 'it is a folder',
  ELOOP: 'links lead in a circle',
  EMFILE: 'too many open files',
  ENAMETOOLONG: 'the file system takes no name of that length',
  ENOENT: 'its folder does not exist',
  ENOSPC: 'the disk is full',
  ENOTDIR: 'a file is in the place of its folder',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
}
