import { rulesOf } from '../src/3-resolve/version.ts'
import { compile } from '../src/compile.ts'
import type { Diagnostic } from '../src/diagnostics/diagnostic.ts'
import { packageCatalogs } from '../src/edge/catalogs.ts'
import type { Manifest } from '../src/model/generated/manifest.ts'
import type { Flags } from '../src/model/options.ts'
import type { Dialect } from '../src/model/project.ts'
import type { Release } from '../src/model/release.ts'
import { memorySources } from '../src/sources/memory-sources.ts'

const catalogs = packageCatalogs('catalog')

/** A ZenML release as the compiler knows it. */
export const releaseFor = (zenml: string): Release => ({ zenml, catalog: catalogs.load(zenml), rules: rulesOf(zenml) })

/** What `run` compiles besides the pipeline; the rest has a default. */
export interface Project {
  readonly dialect?: Dialect | undefined
  readonly stack?: string
  readonly files?: Readonly<Record<string, string>>
  readonly steps?: readonly string[]
  readonly zenml?: string
  readonly python?: string
  /** Keys of the project file. */
  readonly more?: Readonly<Record<string, unknown>> | undefined
  readonly flags?: Flags
}

export const STACK = `stack_name: prod
components:
  orchestrator: {name: docker, flavor: local_docker, configuration: {}}
  artifact_store: {name: store, flavor: local, configuration: {}}
`

/** Compiles one pipeline file, in memory. */
export function run(
  pipeline: string,
  {
    dialect = 'zenml',
    stack = STACK,
    files = {},
    steps = ['load', 'train'],
    zenml = '0.98.0',
    python = '3.11',
    more = {},
    flags = {},
  }: Project = {},
) {
  const project = { stack: 'stack.yaml', pipelines: [{ file: 'p.yaml', name: 'pipe', steps }], zenml, python, dialect, ...more }
  const sources = { ...files, 'stack.yaml': stack, 'p.yaml': pipeline, 'dockcompile.config.json': JSON.stringify(project) }
  const options = { projectFile: 'dockcompile.config.json', flags }
  const compilation = compile(memorySources(sources), options, { catalogs })
  const { outputs, diagnostics } = compilation
  const made = new Map(outputs.flatMap(o => o.files).map(f => [f.path, f.text]))
  return {
    compilation,
    diagnostics,
    /** The text that a diagnostic marks. */
    marked: ({ at }: Diagnostic) => (at ? sources[at.file as 'p.yaml']?.slice(at.start, at.end) : ''),
    errors: diagnostics.filter(d => d.severity === 'error').map(d => d.code as string),
    /** Code and the text that is marked. */
    warnings: diagnostics
      .filter(d => d.severity === 'warning')
      .map(d => `${d.code} ${d.at ? sources[d.at.file as 'p.yaml']?.slice(d.at.start, d.at.end) : ''}`),
    manifest: made.has('build/manifest.json') ? (JSON.parse(made.get('build/manifest.json')!) as Manifest) : undefined,
    dockerfile: (image = 'pipe') => made.get(`build/images/${image}/Dockerfile`) ?? '',
    text: (path: string) => made.get(path),
    paths: [...made.keys()],
  }
}

const COMPONENT = { name: 'c', configuration: {} }
/** A stack file with one component per type. */
export const stackOf = (components: Record<string, string | [flavor: string, configuration: object]>): string =>
  JSON.stringify({
    stack_name: 'prod',
    components: Object.fromEntries(
      Object.entries({ orchestrator: 'local_docker', artifact_store: 'local', ...components }).map(([type, one]) => {
        const [flavor, configuration] = typeof one === 'string' ? [one, {}] : one
        return [type, { ...COMPONENT, name: type, flavor, configuration }]
      }),
    ),
  })
