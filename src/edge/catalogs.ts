import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { compareVersions } from '../basics/compare-versions.ts'
import type { Catalog, Catalogs, Flavor } from '../model/catalog.ts'
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
    load: version => parseCatalog(text(`zenml-${version}.json`)!),
  }
}

/**
 * Flavors are two thirds of a catalog, and a stack has a few of them: where each is on a line of its own, as `catalog/extract.py` writes them, it
 * is parsed when it is first asked for.
 */
function parseCatalog(text: string): Catalog {
  const start = text.indexOf(FLAVORS) + FLAVORS.length
  const end = text.indexOf('\n }', start)
  const lines = text.slice(start, end).split('\n')
  if (start < FLAVORS.length || !lines.every(isFlavor)) return JSON.parse(text) as Catalog
  const flavors: Record<string, Flavor> = {}
  for (const line of lines) {
    const [key, value] = [line.slice(3, line.indexOf('": ')), line.slice(line.indexOf('": ') + 3)]
    let entry: Flavor | undefined
    const get = () => (entry ??= JSON.parse(value.endsWith(',') ? value.slice(0, -1) : value) as Flavor)
    Object.defineProperty(flavors, key, { get, enumerable: true })
  }
  return { ...(JSON.parse(text.slice(0, start) + text.slice(end)) as Catalog), flavors }
}

const FLAVORS = '\n "flavors": {\n'
const isFlavor = (line: string): boolean => line.startsWith('  "') && (line.endsWith('},') || line.endsWith('}'))
