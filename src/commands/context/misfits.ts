import { existsSync } from 'node:fs'
import { posix, resolve } from 'node:path'
import { groupBy } from '../../basics/group-by.ts'
import { findCredentials } from '../../credentials/credentials.ts'
import { LONGEST_POINTER } from '../../edge/lfs-pointer.ts'
import { readPlain } from '../../edge/read-plain.ts'
import { below } from '../../paths/below.ts'
import type { FoundFile } from '../../sources/found-file.ts'

/** A file of a context that will not work in an image as it works here. */
export interface Misfit {
  readonly path: string
  /** Behind "the context of `x` has": `a link that leads out of it`. */
  readonly what: string
  /** What to do, where it is not to leave the file out. */
  readonly help?: string
}

/** No file with a key in it is longer, and the rest is data. */
const LONGEST = 64 * 1024
const MAY_HOLD_KEYS =
  /(?:^|\/)[^./]+$|\.(?:json|ya?ml|toml|ini|cfg|conf|properties|txt|xml|pem|crt|cer|asc|env|sh|tf|tfvars|tfstate|auto|ipynb)$/i
const PRIVATE_KEY = /-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----/
/** Words that come before a secret and nowhere else: of kubectl, Docker, age, Azure and Google. */
const KEYED = [
  /\bclient-key-data:\s*[A-Za-z0-9+/]{20}/,
  /"auths"\s*:\s*\{[^}]*\{[^}]*"auth"\s*:\s*"[A-Za-z0-9+/=]{4}/,
  /\bAGE-SECRET-KEY-1[0-9A-Z]{20}/,
  /^kind:\s*["']?Config\b[\s\S]*\busers:[\s\S]*\b(?:token|password):\s*["']?[^\s"'$<{]{8}/m,
  /"(?:clientSecret|refresh_token)"\s*:\s*"[^"$<{]{8}/,
]
const SERVICE_ACCOUNT = /"type"\s*:\s*"(?:service_account|authorized_user|external_account)"/

/**
 * Links that lead nowhere in the image, pointers of Git LFS, and files that hold a key, whatever they are called.
 *
 * @param files what is sent of one context, by path from the project root
 * @param root the project root
 * @param folder the context's, relative to it
 */
export function misfits(files: readonly FoundFile[], root: string, folder: string): Misfit[] {
  const sent = new Set(files.map(({ path }) => path))
  const isSent = (path: string): boolean => sent.has(path) || files.some(file => file.path.startsWith(`${path}/`))
  const found = files.flatMap((file): Misfit[] => {
    if (file.link !== undefined) return linkProblem(file.path, file.link, root, folder, isSent)
    const text = file.bytes <= LONGEST ? textOf(file, root) : undefined
    if (text === undefined) return []
    if (text.startsWith('version https://git-lfs.github.com/spec/v1\n') && file.bytes <= LONGEST_POINTER)
      return [
        {
          path: file.path,
          what: 'a pointer of Git LFS in the place of a file',
          help: 'fetch the files before you build: `git lfs pull`',
        },
      ]
    return MAY_HOLD_KEYS.test(file.path) && holdsKey(text) ? [{ path: file.path, what: 'a file that holds a credential' }] : []
  })
  return together(found)
}

function textOf({ path, bytes }: FoundFile, root: string): string | undefined {
  if (bytes > LONGEST_POINTER && !MAY_HOLD_KEYS.test(path)) return undefined
  return readPlain(resolve(root, path), LONGEST).bytes?.toString('utf8')
}

function holdsKey(text: string): boolean {
  return (
    PRIVATE_KEY.test(text) ||
    KEYED.some(pattern => pattern.test(text)) ||
    (SERVICE_ACCOUNT.test(text) && /"(?:private_key|client_secret|refresh_token)"/.test(text)) ||
    findCredentials(text).length > 0
  )
}

function linkProblem(path: string, link: string, root: string, folder: string, isSent: (path: string) => boolean): Misfit[] {
  const isAbsolute = link.startsWith('/') || /^[A-Za-z]:/.test(link)
  // An absolute one may be meant for the image; one to a place of this machine is not.
  if (isAbsolute)
    return existsSync(link)
      ? [{ path, what: `a link to \`${link}\` of this machine, which the image does not have`, help: COPY }]
      : []
  const target = posix.normalize(posix.join(posix.dirname(path), link)).replace(/\/$/, '')
  const isOutside = target.startsWith('..') || (target !== folder && below(folder, target) === undefined)
  if (isOutside) return [{ path, what: `a link that leads out of it, to \`${link}\``, help: COPY }]
  const isThere = existsSync(resolve(root, target))
  // A link to a link is sent like a file, and may lead in a circle.
  if (target === folder || target === '.' || (isThere && isSent(target))) return []
  return [
    isThere
      ? { path, what: `a link to \`${link}\`, which is left out`, help: `send \`${target}\` as well, or leave the link out` }
      : { path, what: `a link that leads nowhere, to \`${link}\``, help: 'remove the link, or fix it' },
  ]
}

const COPY =
  'a builder sends the link and not what is behind it: put a copy in its place, or move the project file up to a folder that holds both'

/** Many of one kind are one message. */
function together(found: readonly Misfit[]): Misfit[] {
  return groupBy(found, ({ what }) => what).flatMap(group =>
    group.length <= 5 ? group : [{ ...group[0]!, what: `${group[0]!.what}, and ${group.length - 1} more` }],
  )
}
