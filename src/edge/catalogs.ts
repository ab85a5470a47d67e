import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { compareVersions } from '../basics/compare-versions.ts'
import type { Catalog, Catalogs } from '../model/catalog.ts'
import { packageNames, packageText } from './package-texts.ts'

/** The catalogs of this package, or those of a folder, read when they are asked for. */
export function packageCatalogs(folder?: string): Catalogs {
  let versions: readonly string[] | undefined
  const names = () => (folder === undefined ? packageNames('catalog') : readdirSync(folder))
  const text = (name: string) =>
    folder === undefined ? packageText(`catalog/${name}`) : readFileSync(join(folder, name), 'utf8')
  return {
    get versions() {
      versions ??= names()
        .flatMap(name => /^zenml-([\d.]+)\.json$/.exec(name)?.[1] ?? [])
        .sort(compareVersions)
      return versions
    },
    load: version => JSON.parse(text(`zenml-${version}.json`)!) as Catalog,
  }
}
