/** Made by scripts/playground.mjs. */
declare module 'virtual:catalogs' {
  /** ZenML version → its catalog as JSON, oldest first. */
  export const catalogTexts: Readonly<Record<string, string>>
}
declare module 'virtual:examples' {
  export const examples: readonly {
    readonly name: string
    readonly title: string
    readonly files: Readonly<Record<string, string>>
  }[]
}
