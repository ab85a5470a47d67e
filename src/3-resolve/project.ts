import { diagnostic, type Report } from '../diagnostics/diagnostic.ts'
import { CHOICES } from '../model/choices.ts'
import type { Document } from '../model/document.ts'
import { get, type Node } from '../model/node.ts'
import type { CompileOptions, Flags } from '../model/options.ts'
import type {
  AllowRule,
  BakeDefaults,
  CodeRepository,
  Dialect,
  Located,
  Project,
  Secret,
  StackReference,
} from '../model/project.ts'
import { cleanPath } from '../paths/clean-path.ts'
import { pythonStr } from '../python/values.ts'
import type { Sources } from '../sources/sources.ts'
import { checkSecrets } from './check-secrets.ts'
import { outputFits, stackNamesFit } from './output-folders.ts'
import { pipelineReferences } from './pipeline-references.ts'
import { flagAt, textAt, textsAt } from './place.ts'

/**
 * Puts the project file and the command line together; the command line wins.
 *
 * @param document the project file, already checked against its schema; undefined without one
 * @returns undefined when something is missing without which nothing can be planned (it was reported)
 */
export function resolveProject(
  document: Document | undefined,
  options: CompileOptions,
  sources: Sources,
  report: Report,
): Project | undefined {
  const flags = options.flags ?? {}
  const root = document?.root
  const stacks = stackReferences(root, flags, sources, report)
  const pipelines = pipelineReferences(root, options, sources, report)
  const chosen = <T extends string>(flag: string | undefined, ...path: string[]): Located<T> | null =>
    flag !== undefined ? { value: flag as T, at: null } : ((textAt(root, ...path) as Located<T> | undefined) ?? null)
  if (!flagsAreSound(flags, report)) return undefined
  const dialect = chosen<Dialect>(flags.dialect, 'dialect')
  const secrets = secretsOf(root)
  checkSecrets(root, report)
  if (!stacks || !pipelines) return undefined
  const output = cleanPath(flags.output ?? textAt(root, 'output')?.value ?? 'build')
  const outputAt = (flags.output === undefined && textAt(root, 'output')?.at) || null
  if (!outputFits(output, outputAt, report)) return undefined
  return {
    file: document?.file ?? null,
    stacks,
    pipelines,
    output,
    outputAt,
    python: chosen(flags.python, 'python'),
    zenml: chosen(flags.zenml, 'zenml'),
    sourceRoot: chosen(flags.sourceRoot, 'source_root'),
    codeRepository: codeRepository(root, flags),
    variables: variables(root, flags),
    listedVariables: listedVariables(root),
    storeIsSet: (flags.store ?? textAt(root, 'store')) !== undefined,
    store: (flags.store ?? textAt(root, 'store')?.value ?? 'rest') as Project['store'],
    dialect,
    docker: dockerOf(root),
    secrets,
    bake: bakeDefaults(root),
    templates: chosen(flags.templates, 'templates'),
    installers: { ...versionOf(root, 'uv'), ...versionOf(root, 'pip') },
    ...layering(root, flags, report),
    bytecode: flagAt(root, 'bytecode') ?? true,
    splitHeavy: flags.splitHeavy ?? flagAt(root, 'split_heavy') ?? false,
    allow: [...allowRules(root), ...(flags.allow ?? []).map(code => ({ code, path: null }))],
  }
}

/** How requirements are resolved, and which layers they make. */
function layering(root: Node | undefined, flags: Flags, report: Report): Pick<Project, 'resolve' | 'layers' | 'layersAt'> {
  const resolve = (flags.resolve ?? textAt(root, 'resolve')?.value ?? 'layered') as Project['resolve']
  const written = textAt(root, 'layers')
  const layers = (flags.layers ?? written?.value ?? 'stacked') as Project['layers']
  const layersAt = (flags.layers === undefined && written?.at) || null
  if (layers === 'independent' && resolve !== 'locked') {
    const help = 'write `resolve: locked` beside it, and run `dockcompile freeze --resolve`'
    report(diagnostic('DC3090', layersAt, { resolve }, { help }))
  }
  return { resolve, layers, layersAt }
}

function flagsAreSound(flags: Flags, report: Report): boolean {
  const wrong = (Object.keys(CHOICES) as (keyof typeof CHOICES)[]).filter(
    flag => flags[flag] !== undefined && !(CHOICES[flag] as readonly string[]).includes(flags[flag]!),
  )
  for (const flag of wrong)
    report(diagnostic('DC3030', null, { flag, value: flags[flag]! }, { help: `it is one of ${CHOICES[flag].join(', ')}` }))
  const [type] = flags.codeRepository?.split(':') ?? []
  if (type === undefined || type === 'github' || type === 'gitlab') return wrong.length === 0
  report(diagnostic('DC3030', null, { flag: 'code-repository', value: type }, { help: 'it is one of github, gitlab' }))
  return false
}

function stackReferences(root: Node | undefined, flags: Flags, sources: Sources, report: Report): StackReference[] | undefined {
  const stacks = get(root, 'stacks')
  if (flags.stack !== undefined) {
    const named = textAt(stacks, flags.stack)
    if (named && stacks?.kind === 'map' && !stackNamesFit(stacks, report)) return undefined
    return [
      named
        ? { name: flags.stack, file: cleanPath(named.value), at: named.at }
        : { name: null, file: cleanPath(flags.stack), at: null },
    ]
  }
  if (stacks?.kind === 'map' && stacks.entries.length) {
    if (!stackNamesFit(stacks, report)) return undefined
    return stacks.entries.flatMap(({ key, value }) =>
      key.kind === 'string' && value.kind === 'string' ? [{ name: key.value, file: cleanPath(value.value), at: value.span }] : [],
    )
  }
  const stack = textAt(root, 'stack')
  if (stack) return [{ name: null, file: cleanPath(stack.value), at: stack.at }]
  const seen = visibleStacks(sources)
  const help = seen.length
    ? `write \`stack: ${seen[0]}\` in the project file, or call with \`--stack ${seen[0]}\`${seen.length > 1 ? ` (also here: ${seen.slice(1).join(', ')})` : ''}`
    : 'write the stack file with `zenml stack export NAME stack.yaml`, then call with `--stack stack.yaml`'
  report(diagnostic('DC3001', root?.span ?? null, {}, { help }))
  return undefined
}

/** Files in the project root and in `stacks/` that look like `zenml stack export` wrote them. */
function visibleStacks(sources: Sources): string[] {
  const here = (sources.list('.') ?? []).concat((sources.list('stacks') ?? []).map(name => `stacks/${name}`))
  return here.filter(path => /\.ya?ml$/.test(path) && /^components:/m.test(sources.read(path)?.slice(0, 100_000) ?? ''))
}

function codeRepository(root: Node | undefined, flags: Flags): CodeRepository | null {
  if (flags.codeRepository !== undefined) {
    const [type, state] = flags.codeRepository.split(':')
    return { type: type as CodeRepository['type'], state: (state ?? 'clean') as CodeRepository['state'], at: null }
  }
  const short = textAt(root, 'code_repository')
  if (short) return { type: short.value as CodeRepository['type'], state: 'clean', at: short.at }
  const type = textAt(root, 'code_repository', 'type')
  if (!type) return null
  return {
    type: type.value as CodeRepository['type'],
    state: (textAt(root, 'code_repository', 'state')?.value ?? 'clean') as CodeRepository['state'],
    at: type.at,
  }
}

function variables(root: Node | undefined, flags: Flags): ReadonlyMap<string, string> {
  const result = new Map<string, string>()
  const written = get(root, 'variables')
  if (written?.kind === 'map') {
    for (const { key, value } of written.entries) {
      if (key.kind === 'string' && value.kind !== 'null') result.set(key.value, pythonStr(value))
    }
  }
  for (const [name, value] of Object.entries(flags.variables ?? {})) result.set(name, value)
  return result
}

function listedVariables(root: Node | undefined): ReadonlySet<string> {
  const written = get(root, 'variables')
  const keys = written?.kind === 'map' ? written.entries.map(({ key }) => key) : []
  return new Set(keys.flatMap(key => (key.kind === 'string' ? [key.value] : [])))
}

function dockerOf(root: Node | undefined) {
  const docker = get(root, 'settings', 'docker')
  return docker?.kind === 'map' ? docker : undefined
}

function secretsOf(root: Node | undefined): Secret[] {
  const secrets = get(root, 'secrets')
  if (secrets?.kind !== 'map') return []
  return secrets.entries.flatMap(({ key, value }): Secret[] => {
    if (key.kind !== 'string') return []
    const file = textAt(value, 'file')?.value ?? null
    const env = file === null ? (textAt(value, 'env')?.value ?? key.value) : null
    return [
      {
        id: key.value,
        env,
        file: file === null ? null : cleanPath(file),
        target: textAt(value, 'target')?.value ?? null,
        mount: textAt(value, 'mount')?.value === 'all' ? 'all' : 'used',
        at: key.span,
      },
    ]
  })
}

function bakeDefaults(root: Node | undefined): BakeDefaults {
  const labels = get(root, 'bake', 'labels')
  return {
    platforms: textsAt(root, 'bake', 'platforms'),
    labels: labels?.kind === 'map' ? labels.entries.map(e => [pythonStr(e.key), pythonStr(e.value)] as const) : [],
    cacheFrom: textsAt(root, 'bake', 'cache_from'),
    cacheTo: textsAt(root, 'bake', 'cache_to'),
    attest: textsAt(root, 'bake', 'attest'),
  }
}

function allowRules(root: Node | undefined): AllowRule[] {
  const list = get(root, 'allow')
  if (list?.kind !== 'list') return []
  return list.items.flatMap(item => {
    if (item.kind === 'string') return { code: item.value, path: null }
    const [code, path] = [textAt(item, 'code'), textAt(item, 'path')]
    return code && path ? { code: code.value, path: cleanPath(path.value) } : []
  })
}

function versionOf(root: Node | undefined, installer: 'uv' | 'pip'): Record<string, string> {
  const node = get(root, 'installers', installer)
  return node ? { [installer]: pythonStr(node) } : {}
}
