import { MAX_PIPELINES, shown } from '../basics/limits.ts'
import { diagnostic, type Report } from '../diagnostics/diagnostic.ts'
import { get, type Node } from '../model/node.ts'
import type { CompileOptions } from '../model/options.ts'
import type { PipelineReference, Project } from '../model/project.ts'
import { cleanPath } from '../paths/clean-path.ts'
import type { Sources } from '../sources/sources.ts'
import type { Span } from '../sources/span.ts'
import { codeReference, isCode, type NamedPath } from './code-reference.ts'
import { overGlobLimit } from './glob-limits.ts'
import { flagAt, textAt, textsAt } from './place.ts'
import { uniqueNames } from './unique-names.ts'

/** The entries of the project file's `pipelines`, or what the command line names; undefined where there is none, or a wrong one. */
export function pipelineReferences(
  root: Node | undefined,
  options: CompileOptions,
  sources: Sources,
  report: Report,
): PipelineReference[] | undefined {
  const flags = options.flags ?? {}
  const listed = listedPipelines(root, sources, report)
  const files = options.files?.map(cleanPath)
  const references = files
    ? files.flatMap(file => named(file, listed) ?? plain({ path: file, pattern: null }, null, sources, report) ?? [])
    : listed
  if (references.length === 0) {
    if (!files && (!get(root, 'pipelines') || get(root, 'pipelines', 0) === undefined)) reportNone(root, report)
    return undefined
  }
  const forOne = { '--name': flags.name, '--steps': flags.steps, '--build': flags.build, '--dynamic': flags.dynamic }
  for (const [flag, value] of Object.entries(forOne)) {
    if (value === undefined || references.length === 1) continue
    const help = 'name one pipeline on the command line, or write this under `pipelines` in the project file'
    report(diagnostic('DC3007', null, { flag, count: references.length }, { help }))
    return undefined
  }
  const complete = references.map(reference => ({
    ...reference,
    name: flags.name ?? reference.name,
    steps: flags.steps ?? reference.steps,
    build: flags.build !== undefined ? { value: cleanPath(flags.build), at: null } : reference.build,
    dynamic: flags.dynamic ?? reference.dynamic,
  }))
  return uniqueNames(complete.filter(({ code }) => !code) as NamedReference[], report) ? complete : undefined
}

/** The pipelines that a project file lists, as paths: `pipelines/train.yaml`, `run.py`, `run.py:train`; undefined where it lists none. */
export function listedPaths(root: Node | undefined, sources: Sources): string[] | undefined {
  if (get(root, 'pipelines', 0) === undefined) return undefined
  return listedPipelines(root, sources, () => {}).flatMap(({ file, code }) => [
    ...(file === null ? [] : [file]),
    ...(code ? [code.pipeline === null ? code.file : `${code.file}:${code.pipeline}`] : []),
  ])
}

/** Whether a project file lists something under a path of the command line. */
export const isListed = (path: string, listed: readonly string[]): boolean =>
  listed.some(each => each === path || each.startsWith(`${path}:`) || (path.startsWith(`${each}:`) && isCode(path)))

/** Whether an entry of the project file, or the command line, names code. */
export function namesCode(root: Node | undefined, { pipelines }: Project): boolean {
  const list = get(root, 'pipelines')
  const entries = list?.kind === 'list' ? list.items : []
  return (
    pipelines.some(({ code }) => code !== null) ||
    entries.some(entry => (entry.kind === 'string' ? isCode(entry.value) : get(entry, 'code') !== undefined))
  )
}

type NamedReference = PipelineReference & { readonly name: string; readonly file: string }

function reportNone(root: Node | undefined, report: Report): void {
  const help =
    'name pipeline files on the command line (`dockcompile --stack stack.yaml pipeline.yaml`), or list them under `pipelines` in `dockcompile.config.yaml`'
  report(diagnostic('DC3002', get(root, 'pipelines')?.span ?? null, {}, { help }))
}

/** The entries that name a file or its code. */
function named(file: string, listed: readonly PipelineReference[]): PipelineReference[] | undefined {
  const found = listed.filter(
    ({ file: config, code }) =>
      config === file || (code && (code.file === file || (code.pipeline !== null && `${code.file}:${code.pipeline}` === file))),
  )
  if (found.length) return found
  // An entry that names a file of code means all pipelines in it: here it is one of them.
  const [, path, pipeline] = /^(.*\.py):([^:/]+)$/s.exec(file) ?? []
  const whole = listed.filter(({ code }) => code && code.file === path && code.pipeline === null)
  return whole.length ? whole.map(entry => ({ ...entry, code: { ...entry.code!, pipeline: pipeline! } })) : undefined
}

/** An entry that says nothing but a path. */
function plain(named: NamedPath, at: Span | null, sources: Sources, report: Report): PipelineReference | undefined {
  if (!isCode(named.path)) return ofFile(named.path, at)
  const code = codeReference(named, at, sources, report)
  return code && ofCode(code, at)
}

const ofFile = (file: string, at: Span | null): NamedReference => {
  const stem = file.slice(file.lastIndexOf('/') + 1).replace(/\.(ya?ml|json)$/, '')
  return { name: stem, file, fileAt: null, code: null, steps: null, build: null, dynamic: null, at }
}

const ofCode = (code: NonNullable<PipelineReference['code']>, at: Span | null): PipelineReference => ({
  name: null,
  file: null,
  fileAt: null,
  code,
  steps: null,
  build: null,
  dynamic: null,
  at,
})

const GLOB = /[*?[\]{}!()]/

function listedPipelines(root: Node | undefined, sources: Sources, report: Report): PipelineReference[] {
  const list = get(root, 'pipelines')
  if (list?.kind !== 'list') return []
  const byName = new Map<string, PipelineReference>()
  const references = list.items.flatMap(item => referencesOf(item, sources, report))
  const tooMany = references[MAX_PIPELINES]
  if (tooMany) {
    const params = { what: 'this project has too many pipelines', limit: shown(MAX_PIPELINES) }
    report(diagnostic('DC1018', tooMany.at, params, { help: 'name a narrower pattern, or make several projects of it' }))
    return []
  }
  // An entry of its own beats a glob that matches the same file.
  const withEntries = new Set(references.filter(isExplicit).map(({ file }) => file))
  for (const reference of references) {
    const { file, code, name } = reference
    const key = [code?.file, code?.pipeline, file, name].join('\n')
    const isBeaten = !code && !isExplicit(reference) && withEntries.has(file)
    if (!isBeaten && !byName.has(key)) byName.set(key, reference)
  }
  return [...byName.values()]
}

function referencesOf(item: Node, sources: Sources, report: Report): PipelineReference[] {
  if (item.kind === 'string') {
    return matching(item.value, item.span, sources, report).flatMap(path => plain(path, item.span, sources, report) ?? [])
  }
  const file = textAt(item, 'file')
  const code = textAt(item, 'code')
  if (!file && !code) return []
  const steps = get(item, 'steps')
  const build = textAt(item, 'build')
  const said = {
    steps: steps?.kind === 'list' ? textsAt(steps) : null,
    build: build ? { value: cleanPath(build.value), at: build.at } : null,
    dynamic: flagAt(item, 'dynamic') ?? null,
  }
  const name = textAt(item, 'name')?.value
  if (!code) {
    const base = ofFile(cleanPath(file!.value), file!.at)
    return [{ ...base, ...said, name: name ?? base.name }]
  }
  return matching(code.value, code.at, sources, report).flatMap(path => {
    const reference = codeReference(path, code.at, sources, report)
    if (!reference) return []
    const written = file && { file: cleanPath(file.value), fileAt: file.at }
    return [{ ...ofCode(reference, code.at), ...said, name: name ?? null, ...written }]
  })
}

/** The path that an entry names, or the files that its pattern matches. */
function matching(written: string, at: Span, sources: Sources, report: Report): readonly NamedPath[] {
  const path = cleanPath(written)
  if (!GLOB.test(path) || sources.status(path) === 'file') return [{ path, pattern: null }]
  const over = overGlobLimit(path)
  if (over) {
    report(diagnostic('DC1018', at, over, { help: 'name a simpler pattern, or several' }))
    return []
  }
  const matches = sources.glob(path).map(cleanPath)
  if (!matches.length)
    report(diagnostic('DC3005', at, { pattern: written }, { help: 'patterns are relative to the project file' }))
  const isItself = matches.length === 1 && matches[0] === path
  return matches.map(match => ({ path: match, pattern: isItself ? null : written }))
}

function isExplicit({ code, file, name, steps, build, dynamic }: PipelineReference): boolean {
  return !code && (steps !== null || build !== null || dynamic === true || name !== ofFile(file!, null).name)
}
