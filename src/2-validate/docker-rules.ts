import { allOf } from '../basics/all-of.ts'
import { own } from '../basics/own.ts'
import { diagnostic, type Report } from '../diagnostics/diagnostic.ts'
import type { Mending } from '../diagnostics/mending.ts'
import { type Entry, entry, get, type MapNode, type Node } from '../model/node.ts'
import type { Release } from '../model/release.ts'
import { asBool } from '../python/type.ts'
import { type Language, languageOf, settingText, valueText, type Writable } from '../quote/setting-text.ts'
import type { Span } from '../sources/span.ts'
import { ALLOW_KEYS, type AllowKey, REPLICATION_COMMANDS, SOURCE_FILES } from './replaced-values.ts'

/** What to write in place of a deprecated key (ZenML 0.98, `DockerSettings`). */
const DEPRECATED: Readonly<Record<string, (language: Language) => string>> = {
  source_files: () =>
    'set the keys `allow_including_files_in_images`, `allow_download_from_code_repository` and `allow_download_from_artifact_store`',
  build_options: language =>
    `since 0.92 ZenML uses it for nothing: move it into \`${settingText(language, 'build_config', { build_options: '…' })}\``,
  dockerignore: language => `write \`${settingText(language, 'build_config', { dockerignore: '…' })}\``,
  copy_files: () => 'it has no effect: write `allow_including_files_in_images`, or remove it',
  copy_global_config: () => 'it has no effect: remove it',
  required_hub_plugins: () => 'it has no effect: remove it, and name the packages in `requirements`',
}

/** Deprecated keys that nothing reads: without them all stays as it is. */
const NO_EFFECT = new Set(['copy_files', 'copy_global_config', 'required_hub_plugins'])

type Setting = readonly [key: string, value: Writable]

/** One warning for each deprecated key that is set, but for those in `wrong`: they have a message already. */
export function reportDeprecated(
  docker: MapNode,
  where: string,
  { wrong, release }: { wrong: ReadonlySet<string>; release: Release | undefined },
  report: Report,
): void {
  for (const { key, value } of docker.entries) {
    if (key.kind !== 'string' || value.kind === 'null' || wrong.has(key.value)) continue
    const name = key.value
    const what = `${where}.${name}`
    const language = languageOf(key.span)
    const becomes = (to: readonly Setting[]): Mending => ({
      kind: 'entry',
      key: key.span,
      value: value.span,
      to,
      alone: docker.entries.length === 1,
    })
    if (name === 'source_files' && beside(docker)) {
      const details = { help: 'remove `source_files`', mending: becomes([]) }
      report(diagnostic('DC2009', key.span, { what, by: beside(docker)! }, details))
    } else if (Object.hasOwn(DEPRECATED, name)) {
      const precise = name === 'source_files' && value.kind === 'string' ? newKeys(value.value) : undefined
      const help = precise
        ? `write ${listed(precise.map(setting => settingText(language, ...setting)))}`
        : DEPRECATED[name]!(language)
      report(diagnostic('DC2007', key.span, { what }, { help, mending: mendingOf(name, docker, value, precise, becomes) }))
    } else if (name === 'replicate_local_python_environment' && isOldReplication(value) && knowsTrue(release)) {
      const help = `write \`${valueText(languageOf(value.span), true)}\` for what \`pip freeze\` prints, or use \`pyproject_path\` and \`pyproject_export_command\``
      const freezes = value.kind === 'string' && value.value === 'pip_freeze'
      const mending: Mending | undefined = freezes ? { kind: 'value', at: value.span, to: true } : undefined
      const found = value.kind === 'string' ? value.value : '[…]'
      report(diagnostic('DC2007', value.span, { what: `${what}: ${found}` }, { help, mending }))
    }
  }
}

/** What `source_files: include` is in the keys of today; those that stay `true` need no entry. */
function newKeys(sourceFiles: string): Setting[] | undefined {
  const allowed = own(SOURCE_FILES, sourceFiles)
  return allowed && ALLOW_KEYS.filter(key => !allowed[key]).map(key => [key, false] as const)
}

/** The new keys for a deprecated one, where they mean the same. */
function mendingOf(
  name: string,
  docker: MapNode,
  value: Node,
  precise: readonly Setting[] | undefined,
  becomes: (to: readonly Setting[]) => Mending,
): Mending | undefined {
  if (precise) return becomes(precise)
  if (NO_EFFECT.has(name)) return becomes([])
  const movable = name === 'dockerignore' && value.kind === 'string' && /^[\w./-]+$/.test(value.value)
  return movable && !entry(docker, 'build_config') ? becomes([['build_config', { dockerignore: value.value }]]) : undefined
}

const listed = (entries: readonly string[]): string => allOf(entries.map(text => `\`${text}\``))

/** Before 0.82.1 there was nothing else to write. */
const knowsTrue = (release: Release | undefined): boolean =>
  release?.catalog.docker_settings.replicate_local_python_environment?.type.includes('bool') ?? true

const isOldReplication = (node: Node): boolean =>
  node.kind === 'list' ? node.items.length > 0 : node.kind === 'string' && Object.hasOwn(REPLICATION_COMMANDS, node.value)

/** The `allow_*` key that makes ZenML ignore `source_files`. */
function beside(docker: MapNode): AllowKey | undefined {
  return ALLOW_KEYS.find(key => entry(docker, key))
}

/**
 * The rules between keys that ZenML checks on each level by itself, so a step does not inherit what they need.
 *
 * @returns true when none is broken
 */
export function checkRules(docker: MapNode, where: string, report: Report): boolean {
  let good = true
  const problem = (at: Entry, message: string, help: string) => {
    good = false
    report(diagnostic('DC2008', at.key.span, { problem: message }, { help }))
  }
  const skip = entry(docker, 'skip_build')
  if (skip && truth(skip.value) && truth(entry(docker, 'parent_image')?.value) === false) {
    const help = where.startsWith('steps.')
      ? 'write `parent_image` beside it: ZenML checks each level by itself'
      : 'write `parent_image` beside it: the image to run in'
    problem(skip, `\`${where}.skip_build\` needs a \`parent_image\``, help)
  }
  const install = entry(docker, 'local_project_install_command')
  const forbidden = excludesCode(docker)
  if (install && truth(install.value) && forbidden) {
    problem(
      install,
      `\`${where}.local_project_install_command\` needs the code in the image, and \`${forbidden.name}\` keeps it out`,
      forbidden.help,
    )
  }
  return good
}

/** Options that Docker's Python library has under another name. */
const DOCKER_PY: Readonly<Record<string, string>> = {
  build_args: 'buildargs',
  cachefrom: 'cache_from',
  no_cache: 'nocache',
  shm_size: 'shmsize',
}

/**
 * Options of a build before they had types (0.92.0): any mapping, but no null. It goes to Docker's Python library as it is, which fails for a name that
 * it does not have.
 *
 * @returns true when none is wrong
 */
export function checkUntypedOptions(docker: MapNode, where: string, zenml: string, report: Report): boolean {
  let good = true
  for (const config of ['build_config', 'parent_image_build_config']) {
    const block = get(docker, config)
    const options = block?.kind === 'map' ? entry(block, 'build_options') : undefined
    const what = `${where}.${config}.build_options`
    if (options?.value.kind === 'null') {
      good = false
      const params = { what, expected: 'a mapping of builder options', found: 'nothing' }
      report(diagnostic('DC2002', options.key.span, params, { help: 'remove the key' }))
    }
    if (options?.value.kind !== 'map') continue
    for (const { key } of options.value.entries) {
      const name = key.kind === 'string' ? own(DOCKER_PY, key.value) : undefined
      if (key.kind !== 'string' || name === undefined) continue
      const params = { what: `${what}.${key.value}`, zenml }
      report(diagnostic('DC2012', key.span, params, { help: `write \`${name}\`, which every ZenML version reads` }))
    }
  }
  return good
}

/** The key that says that no code may be copied into the image. */
function excludesCode(docker: MapNode): { name: string; help: string } | undefined {
  const allow = entry(docker, 'allow_including_files_in_images')
  if (allow && truth(allow.value) === false)
    return { name: 'allow_including_files_in_images', help: `set \`${include(allow.key.span)}\`` }
  const source = entry(docker, 'source_files')?.value
  const allowed = source?.kind === 'string' && !beside(docker) ? own(SOURCE_FILES, source.value) : undefined
  if (source?.kind === 'string' && allowed && !allowed.allow_including_files_in_images) {
    return {
      name: `source_files: ${source.value}`,
      help: `write \`${settingText(languageOf(source.span), 'source_files', 'include')}\`, or better \`${include(source.span)}\``,
    }
  }
  return undefined
}

const include = (at: Span): string => settingText(languageOf(at), 'allow_including_files_in_images', true)

/** Whether the keys beside a wrong `source_files` make ZenML pass over it. */
export function sourceFilesIgnored(docker: MapNode): boolean {
  return beside(docker) !== undefined && entry(docker, 'source_files')?.value.kind === 'string'
}

/** A value as pydantic reads a boolean, else Python's truth of it; undefined for what is not known. */
function truth(node: Node | undefined): boolean | undefined {
  if (!node) return false
  if (node.kind === 'unknown') return undefined
  return (
    asBool(node) ??
    ((node.kind === 'string' && node.value !== '') ||
      ((node.kind === 'int' || node.kind === 'float') && Number(node.value) !== 0))
  )
}
