// The library without its edge: everything here runs in a browser, too.

export { graphSvg } from './answers/graph/compilation-graph.ts'
export { compile, type Resources } from './compile.ts'
export { type Code, codes } from './diagnostics/codes.ts'
export type { Severity } from './diagnostics/definition.ts'
export type { Diagnostic, Note } from './diagnostics/diagnostic.ts'
export { type Position, positions, type TextOf } from './diagnostics/position.ts'
export { type PrintOptions, printPretty } from './diagnostics/print-pretty.ts'
export { selectContext } from './dockerignore/select-context.ts'
export type { Artifact, Output } from './model/artifact.ts'
export type { Catalog, Catalogs } from './model/catalog.ts'
export type { Compilation } from './model/compilation.ts'
export type {
  Manifest,
  ManifestBuild,
  ManifestImage,
  ManifestParent,
  ManifestPipeline,
  ManifestPrebuilt,
  ManifestValue,
} from './model/generated/manifest.ts'
export type { CompileOptions, Flags } from './model/options.ts'
export type { BuildPlan } from './model/plan.ts'
export { PROJECT_FILES } from './model/project.ts'
export { type StoredCatalogs, storedCatalogs } from './model/stored-catalogs.ts'
export { memorySources } from './sources/memory-sources.ts'
export type { PathStatus, Sources } from './sources/sources.ts'
export type { Span } from './sources/span.ts'
