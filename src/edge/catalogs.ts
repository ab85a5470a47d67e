import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Catalog, Catalogs } from '../model/catalog.ts'

/** The catalogs of this package, read when they are asked for. */
export function packageCatalogs(folder: string = join(import.meta.dirname, '..', 'catalog')): Catalogs {
  let versions: readonly string[] | undefined
  return {
    get versions() {
      versions ??= readdirSync(folder)
        .flatMap(name => /^zenml-([\d.]+)\.json$/.exec(name)?.[1] ?? [])
        .sort(byNumbers)
      return versions
    },
    load: version => JSON.parse(readFileSync(join(folder, `zenml-${version}.json`), 'utf8')) as Catalog,
  }
}

function byNumbers(a: string, b: string): number {
  const [x, y] = [a.split('.').map(Number), b.split('.').map(Number)]
  for (let i = 0; i < Math.max(x.length, y.length); i++) if (x[i] !== y[i]) return (x[i] ?? 0) - (y[i] ?? 0)
  return 0
}
