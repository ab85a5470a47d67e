import type { Catalog, Flavor, Keys } from './generated/catalog.ts'

export type { Catalog, Flavor, Keys, Model } from './generated/catalog.ts'

/** The catalogs that there are. The edge reads them; the compiler gets this object. */
export interface Catalogs {
  /** Oldest first. */
  readonly versions: readonly string[]
  /** The catalog of one of `versions`. */
  load(version: string): Catalog
}

/** The flavors of a type of component. */
export const flavorsOf = ({ flavors }: Pick<Catalog, 'flavors'>, type: string): string[] =>
  Object.keys(flavors)
    .filter(key => key.startsWith(`${type}.`))
    .map(key => key.slice(type.length + 1))

/** The types of the keys that a flavor's settings take; undefined where it has none. */
export function settingsOf(flavor: Flavor): Keys | undefined {
  if (flavor.settings === null) return undefined
  return Object.fromEntries(flavor.settings.map(key => [key, flavor.settings_types?.[key] ?? flavor.configuration[key] ?? 'Any']))
}
