/** cosmiconfig's searcher; the package has no types for it. */
declare module 'cosmiconfig/dist/ExplorerSync.js' {
  interface Result {
    readonly filepath: string
    readonly config: unknown
    readonly isEmpty?: boolean
  }
  export class ExplorerSync {
    constructor(options: {
      readonly moduleName: string
      readonly searchPlaces: readonly string[]
      readonly searchStrategy: 'project'
      readonly ignoreEmptySearchPlaces: boolean
      readonly loaders: Readonly<Record<string, (path: string, text: string) => unknown>>
      readonly transform: (result: Result | null) => Result | null
      readonly cache: boolean
      readonly metaConfigFilePath: null
      readonly mergeImportArrays: boolean
      readonly mergeSearchPlaces: boolean
    })
    search(from: string): Result | null
  }
}
