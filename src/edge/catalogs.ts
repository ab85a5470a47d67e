import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Catalogs } from '../model/catalog.ts'
import { storedCatalogs } from '../model/stored-catalogs.ts'
import { packageText } from './package-texts.ts'

/** The catalogs of this package, or those of a folder, read when they are asked for. */
export function packageCatalogs(folder?: string): Catalogs {
  const text = (name: string) =>
    folder === undefined ? packageText(`catalog/${name}`)! : readFileSync(join(folder, name), 'utf8')
  return storedCatalogs({ newest: () => text('newest.json'), older: () => text('older.json') })
}
