import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Catalog, Catalogs } from '../model/catalog.ts'
import { compareVersions } from '../model/compare-versions.ts'

/** The catalogs of this package, read when they are asked for. */
export function packageCatalogs(folder: string = join(import.meta.dirname, '..', 'catalog')): Catalogs {
  let versions: readonly string[] | undefined
  return {
    get versions() {
      versions ??= readdirSync(folder)
        .flatMap(name => /^zenml-([\d.]+)\.json$/.exec(name)?.[1] ?? [])
        .sort(compareVersions)
      return versions
    },
    load: version => JSON.parse(readFileSync(join(folder, `zenml-${version}.json`), 'utf8')) as Catalog,
  }
}
