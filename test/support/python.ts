import { parse } from '../../src/1-parse/parse.ts'
import { rulesOf } from '../../src/3-resolve/version.ts'
import type { CodeCatalog } from '../../src/code/evaluate/machine.ts'
import { type CodeContext, readCode } from '../../src/code/read-code.ts'
import { type Diagnostic, diagnostic } from '../../src/diagnostics/diagnostic.ts'
import { packageCatalogs } from '../../src/edge/catalogs.ts'
import type { CodePipeline } from '../../src/model/code.ts'
import type { Document } from '../../src/model/document.ts'
import type { Node } from '../../src/model/node.ts'
import { memorySources } from '../../src/sources/memory-sources.ts'

const CATALOG: CodeCatalog = {
  integration_constants: { MLFLOW: 'mlflow', OPEN_AI: 'openai' },
  docker_enums: { PythonPackageInstaller: { PIP: 'pip', UV: 'uv' } },
  code_arguments: packageCatalogs('catalog').load('0.98.0').code_arguments,
  library_steps: { mlflow_model_deployer_step: { modules: ['zenml.integrations.mlflow.steps'] } },
}

/** What reading a project gives: its pipelines, and what was said. */
export interface Read {
  readonly pipelines: readonly CodePipeline[]
  readonly said: readonly Diagnostic[]
  /** `DC3074 run.py:3 sys.argv[1:]` for each message: code, place and the text there. */
  readonly places: readonly string[]
}

/** Reads files that a test has in memory; `run.py` is the entry's file. */
export function readProject(
  files: Readonly<Record<string, string>>,
  { code = 'run.py:training', file, ...more }: Partial<Omit<CodeContext, 'file'>> & { code?: string; file?: string } = {},
): Read {
  const sources = memorySources(files)
  const said: Diagnostic[] = []
  const document = (path: string): Document | undefined => {
    const text = sources.read(path)
    return text === undefined ? undefined : parse(path, text, found => void said.push(found))
  }
  const [path, name = null] = code.split(':') as [string, string?]
  const context: CodeContext = {
    sources,
    sourceRoot: '.',
    variables: new Map(),
    python: '3.11',
    catalog: CATALOG,
    rules: rulesOf('0.98.0'),
    file: file === undefined ? undefined : document(file),
    config: (wanted, at) => {
      const found = document(wanted)
      if (!found) said.push(diagnostic('DC3003', at, { path: wanted, what: 'pipeline file' }))
      return found
    },
    ...more,
  }
  const pipelines = readCode({ file: path, name, at: null }, context, found => void said.push(found))
  const places = said.map(({ code: found, at }) => {
    const text = at ? (files[at.file] ?? '') : ''
    return at ? `${found} ${at.file}:${text.slice(0, at.start).split('\n').length} ${text.slice(at.start, at.end)}` : found
  })
  return { pipelines, said, places }
}

/** A node as plain data: `?` and the reason for what is not known. */
export function plain(node: Node | null | undefined): unknown {
  if (!node) return null
  switch (node.kind) {
    case 'null':
      return null
    case 'map':
      return Object.fromEntries(node.entries.map(({ key, value }) => [String(plain(key)), plain(value)]))
    case 'list':
      return node.items.map(plain)
    case 'unknown':
      return `? ${node.expression}`
    case 'int':
      return Number(node.value)
    case 'date':
      return node.text
    default:
      return node.value
  }
}
