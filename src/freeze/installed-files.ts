import { text } from 'node:stream/consumers'
import { type Entry, fromRandomAccessReaderPromise, type ZipFile } from 'yauzl'
import { type InParts, PartsForYauzl } from './parts-for-yauzl.ts'

/** More than any wheel has. */
const MOST_FILES = 400_000

/** More than any file of entry points, in bytes. */
const MOST_BYTES = 1024 * 1024

/**
 * The files that an install of a wheel writes and another package may write as well, each with a text that is equal where the content is: by path, below
 * `site-packages`, `bin` or another folder of the Python's prefix. Metadata and headers are in folders with the name of the package.
 *
 * Source: https://packaging.python.org/en/latest/specifications/binary-distribution-format/
 */
export async function installedFiles(wheel: InParts): Promise<Map<string, string>> {
  const archive = await fromRandomAccessReaderPromise(new PartsForYauzl(wheel), wheel.size, { autoClose: false })
  const files = new Map<string, string>()
  let points: Entry | undefined
  for await (const entry of archive.eachEntry()) {
    const { fileName, crc32, uncompressedSize } = entry
    const installed = installedPath(fileName)
    if (installed !== undefined) files.set(installed, `${crc32}:${uncompressedSize}`)
    if (files.size > MOST_FILES) throw new Error('an archive of too many files')
    if (/^[^/]+\.dist-info\/entry_points\.txt$/.test(fileName)) points = entry
  }
  if (points)
    for (const [script, starts] of scripts(await textOf(archive, points))) files.set(`bin/${script}`, `the script of ${starts}`)
  return files
}

/** Where an install puts a file of a wheel; undefined: nowhere, or in a folder that only this package has. */
function installedPath(path: string): string | undefined {
  if (path.endsWith('/')) return undefined
  const [, kind, rest] = /^[^/]+\.data\/([^/]+)\/(.+)$/.exec(path) ?? []
  if (kind === undefined) return /^[^/]+\.(?:dist-info|data)\//.test(path) ? undefined : `site-packages/${path}`
  if (kind === 'purelib' || kind === 'platlib') return `site-packages/${rest}`
  if (kind === 'scripts') return `bin/${rest}`
  return kind === 'data'
    ? rest!.replace(/^lib\/python3\.\d+\/(?=(?:site|dist)-packages\/)/, '').replace(/^dist-/, 'site-')
    : undefined
}

/**
 * The scripts that an install makes, each with what it starts.
 *
 * Source: https://packaging.python.org/en/latest/specifications/entry-points/#file-format
 */
function scripts(text: string): [script: string, starts: string][] {
  let isScripts = false
  return text.split(/\r?\n/).flatMap((line): [string, string][] => {
    const [, section] = /^\s*\[(.*)\]\s*$/.exec(line) ?? []
    if (section !== undefined) isScripts = /^(?:console|gui)_scripts$/.test(section.trim())
    const at = line.indexOf('=')
    const name = line.slice(0, Math.max(0, at)).trim()
    return isScripts && name !== '' && !/^[#;[]/.test(name) ? [[name, line.slice(at + 1).replace(/\s+/g, '')]] : []
  })
}

async function textOf(archive: ZipFile, entry: Entry): Promise<string> {
  if (entry.uncompressedSize > MOST_BYTES) throw new Error('a file of entry points that is too big')
  return text(await archive.openReadStreamPromise(entry))
}
