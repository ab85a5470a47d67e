import { FILE_HEADERS_ONLY, formatPatch, type StructuredPatch, type StructuredPatchHunk, structuredPatch } from 'diff'
import { redactLine } from '../../credentials/redact.ts'
import type { Change } from '../../edge/plan-output.ts'
import { nameOf } from '../../paths/path-parts.ts'
import { fileText } from '../../quote/terminal-text.ts'

/** Beyond this many changed lines finding the shortest diff takes longer than anybody reads. */
const MAX_EDITS = 2000

/** How a change is shown. */
export interface PatchOptions {
  readonly color: boolean
  /** Unchanged lines around each difference. */
  readonly context?: number
  /** Also the lines of manifest and bake file that hold nothing but a hash. */
  readonly hashes: boolean
}

/**
 * A change as a unified diff, from what is there to what should be. `patch -p1` takes it, but for credentials, which are `***`, and control characters,
 * which are escaped. Without hashes it is empty where nothing else differs.
 */
export function patch(change: Change, { color, context = 4, hashes }: PatchOptions): string {
  const { path, before, after } = change
  const names = [before ? `a/${path}` : '/dev/null', after === undefined ? '/dev/null' : `b/${path}`] as const
  const old = before === undefined ? '' : Buffer.from(before).toString('utf8')
  const found = old.includes('\0')
    ? undefined
    : structuredPatch(...names, old, after ?? '', undefined, undefined, { maxEditLength: MAX_EDITS, context })
  if (found === undefined) return `${fileText(path)} differs altogether\n`
  // Of a removed file every line has to go, else the file stays.
  const shown = hashes || after === undefined || !HASH_FILES.includes(nameOf(path)) ? found : withoutHashes(found)
  if (shown.hunks.length === 0) return ''
  return formatPatch(shown, FILE_HEADERS_ONLY)
    .split('\n')
    .map(redactLine)
    .map(fileText)
    .map(line => (color ? colored(line) : line))
    .join('\n')
}

function colored(line: string): string {
  const code = /^(---|\+\+\+)/.test(line) ? '1' : { '-': '31', '+': '32', '@': '36' }[line[0] ?? '']
  return code === undefined ? line : `\x1b[${code}m${line}\x1b[0m`
}

const HASH_FILES: readonly string[] = ['manifest.json', 'docker-bake.json']

/** A line of JSON whose only value is a hash: a file or a digest of the manifest, the label of the bake file. */
const HASH_LINE = /^.\s*"[^"]+": "(?:sha256:)?[0-9a-f]{64}",?$/

/** The same differences without lines of hashes: each hunk ends before such a line, and a new one begins behind it. */
function withoutHashes(found: StructuredPatch): StructuredPatch {
  const hunks: StructuredPatchHunk[] = []
  let shift = 0
  for (const { oldStart, lines } of found.hunks) {
    let at = oldStart
    let part: string[] = []
    const end = () => {
      const oldLines = part.filter(line => line[0] !== '+' && line[0] !== '\\').length
      const newLines = part.filter(line => line[0] !== '-' && line[0] !== '\\').length
      if (part.some(line => line[0] !== ' ')) {
        hunks.push({ oldStart: at - oldLines, oldLines, newStart: at - oldLines + shift, newLines, lines: part })
        shift += newLines - oldLines
      }
      part = []
    }
    for (const line of lines) {
      if (!HASH_LINE.test(line)) {
        part.push(line)
        if (line[0] === ' ' || line[0] === '-') at++
      } else if (line[0] !== '+') {
        end()
        at++
      }
    }
    end()
  }
  return { ...found, hunks }
}
