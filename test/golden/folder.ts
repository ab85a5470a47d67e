import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** Every file below a folder by its path in it; nothing where there is no folder, and nothing for links. */
export function readFolder(folder: string): Map<string, Buffer> {
  const paths = readdirIfThere(folder)
    .filter(e => e.isFile())
    .map(e => join(e.parentPath ?? e.path, e.name))
  return new Map(paths.sort().map(path => [path.slice(folder.length + 1).replaceAll('\\', '/'), readFileSync(path)]))
}

/** The same as text. */
export function readTexts(folder: string): Record<string, string> {
  return Object.fromEntries([...readFolder(folder)].map(([path, bytes]) => [path, bytes.toString('utf8')]))
}

export function writeFolder(folder: string, files: ReadonlyMap<string, string | Uint8Array>): void {
  for (const [path, content] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), content)
  }
}

/** Makes a folder hold exactly these files; removes it when there are none. */
export function replaceFolder(folder: string, files: ReadonlyMap<string, string>): void {
  rmSync(folder, { recursive: true, force: true })
  writeFolder(folder, files)
}

function readdirIfThere(folder: string) {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}
