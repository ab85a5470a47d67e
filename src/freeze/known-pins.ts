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

const pinsOf = (list: string): string[] =>
  logicalLines(list).flatMap(({ text }) => {
    const read = readRequirementLine(text)
    return read.kind === 'package' && read.url === null && /^===?[^,*]+$/.test(read.specifier) ? [text.replace(/\s+/g, ' ')] : []
  })
