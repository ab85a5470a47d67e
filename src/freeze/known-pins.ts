import { logicalLines } from '../requirements/logical-lines.ts'
import { readRequirementLine } from '../requirements/requirement-line.ts'

/**
 * The pins that a new resolution keeps where they still fit, as a list for uv: first those of the list with this key, then those of lists that no
 * image needs any more (a changed requirement gives its image another key), then those of all others. uv takes the first version that fits.
 *
 * Only pins are handed on: the lock file may come from a stranger, and uv would follow a `-r` or an index in it.
 *
 * @param isNeeded whether an image still asks for the list with this key
 */
export function knownPins(lists: ReadonlyMap<string, string>, key: string, isNeeded: (key: string) => boolean): string {
  const rank = (other: string) => (other === key ? 0 : isNeeded(other) ? 2 : 1)
  const pins = [...lists].sort(([a], [b]) => rank(a) - rank(b)).flatMap(([, text]) => pinsOf(text))
  return [...new Set(pins)].map(pin => `${pin}\n`).join('')
}

/** A version that an index may have, and the name of a build of it, which indexes of others do not have: `2.4.0` of `2.4.0+cpu`. */
const RELEASE = /^((?:\d+!)?\d+(?:\.\d+)*(?:(?:a|b|rc)\d+)?(?:\.post\d+)?(?:\.dev\d+)?)(?:\+[a-z0-9._-]+)?$/i

/**
 * The pins with which a list needs least on top of a parent image: what that has already, where it fits.
 *
 * @param packages of the parent, name → version
 * @example pinsOfParent({ six: '1.16.0' }) // 'six==1.16.0\n'
 */
export function pinsOfParent(packages: Readonly<Record<string, string>>): string {
  return Object.entries(packages)
    .flatMap(([name, version]) => {
      const [, release] = RELEASE.exec(version) ?? []
      return release === undefined ? [] : [`${name}==${release}\n`]
    })
    .join('')
}

const pinsOf = (list: string): string[] =>
  logicalLines(list).flatMap(({ text }) => {
    const read = readRequirementLine(text)
    return read.kind === 'package' && read.url === null && /^===?[^,*]+$/.test(read.specifier) ? [text.replace(/\s+/g, ' ')] : []
  })
