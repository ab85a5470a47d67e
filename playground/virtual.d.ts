/** Made by scripts/playground.mjs. */
declare module 'virtual:catalogs' {
  /** The texts of catalog/newest.json and catalog/older.json. */
  export const catalogTexts: Readonly<Record<'newest' | 'older', string>>
}
declare module 'virtual:examples' {
  export const examples: readonly {
    readonly name: string
    readonly title: string
    readonly files: Readonly<Record<string, string>>
  }[]
}
