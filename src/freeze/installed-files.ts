import { inflateRawSync } from 'node:zlib'
import { packedBytes, type Readable, type ZipEntry, zipEntries } from './zip-directory.ts'

/**
 * The files that an install of a wheel writes and another package may write as well, each with a text that is equal where the content is: by path, below
 * `site-packages`, `bin` or another folder of the Python's prefix. Metadata and headers are in folders with the name of the package.
 *
 * Source: https://packaging.python.org/en/latest/specifications/binary-distribution-format/
 */
export async function installedFiles(wheel: Readable): Promise<Map<string, string>> {
  const entries = await zipEntries(wheel)
  const files = new Map<string, string>()
  for (const { path, crc, size } of entries) {
    const installed = installedPath(path)
    if (installed !== undefined) files.set(installed, `${crc}:${size}`)
  }
  const points = entries.find(({ path }) => /^[^/]+\.dist-info\/entry_points\.txt$/.test(path))
  if (points)
    for (const [script, starts] of scripts(await textOf(wheel, points))) files.set(`bin/${script}`, `the script of ${starts}`)
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
    const [, name, starts] = /^\s*([^#;[\s=][^=]*?)\s*=\s*(.*?)\s*$/.exec(line) ?? []
    return isScripts && name !== undefined ? [[name, starts!.replace(/\s+/g, '')]] : []
  })
}

/** More than any file of entry points. */
const MOST_BYTES = 1024 * 1024

async function textOf(wheel: Readable, entry: ZipEntry): Promise<string> {
  if (entry.packed > MOST_BYTES) throw new Error('a file of entry points that is too big')
  const bytes = await packedBytes(wheel, entry)
  return (entry.method === 0 ? bytes : inflateRawSync(bytes, { maxOutputLength: MOST_BYTES })).toString('utf8')
}
