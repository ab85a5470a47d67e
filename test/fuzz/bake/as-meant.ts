import { readFileSync } from 'node:fs'
import { join, posix } from 'node:path'
import * as assert from 'uvu/assert'
import { IMAGE_PLACEHOLDER } from '../../../src/4-plan/check-caches.ts'
import { type BuildArgument, type SecretPlan, targetsOf, type Value } from '../../../src/model/plan.ts'
import type { Meant } from './merged.ts'

/** A target as `bake --print` shows it. */
export interface Printed {
  readonly context: string
  readonly dockerfile: string
  readonly description?: string
  readonly contexts?: Readonly<Record<string, string>>
  readonly args?: Readonly<Record<string, string>>
  readonly labels?: Readonly<Record<string, string>>
  readonly tags?: readonly string[]
  readonly target?: string
  readonly platforms?: readonly string[]
  readonly 'cache-from'?: readonly Readonly<Record<string, string>>[]
  readonly 'cache-to'?: readonly Readonly<Record<string, string>>[]
  readonly secret?: readonly Readonly<Record<string, string>>[]
  readonly network?: string
  readonly 'shm-size'?: string
  readonly 'extra-hosts'?: Readonly<Record<string, string>>
  readonly 'no-cache'?: boolean
  readonly pull?: boolean
  readonly output?: unknown
}

/** What a variable of bake is set to. */
export type Variables = (name: string) => string

/**
 * Asserts that bake reads a target as the plan has it: every text after bake's own interpolation, compared with the plan's, which no encoder has
 * seen. The Dockerfile must be where bake looks for it, with the text that belongs there.
 */
export function assertAsMeant(workspace: string, printed: Printed, meant: Meant, variables: Variables): void {
  const { image, isUsers, plan, project } = meant
  const { parent } = image
  const { options, secrets } = targetsOf(image)[isUsers && image.kind !== 'dockerfile' ? 1 : 0]!
  const isImage = !isUsers || image.kind === 'dockerfile'
  const text = (value: Value) => filledIn(value, variables)
  const texts = (entries: readonly BuildArgument[]) =>
    Object.fromEntries(entries.flatMap(({ name, value }) => (value === null ? [] : [[name, text(value)]])))

  const args = unescaped(printed.args)
  for (const [name, value] of Object.entries(texts(options.args))) assert.is(args[name], value, `argument ${name}`)
  const carried = [...image.environment, ...image.runtimeEnvironment]
  for (const [name, value] of Object.entries(args)) {
    if (options.args.some(argument => argument.name === name)) continue
    const isLate = carried.some(entry => variablesOf(entry.value).includes(name)) && value === variables(name)
    assert.ok(
      !isUsers && (isLate || carried.some(entry => text(entry.value) === value)),
      `argument ${name}=${value} is from nowhere`,
    )
  }
  assert.equal(printed.tags ?? [], isImage ? image.tags : [])
  if (isImage) {
    const own = {
      'org.opencontainers.image.title': image.id,
      'org.opencontainers.image.revision': variables('DOCKCOMPILE_REVISION'),
      ...(parent.kind === 'image' && { 'org.opencontainers.image.base.name': parent.image }),
      ...(parent.kind === 'image' && parent.digest && { 'org.opencontainers.image.base.digest': parent.digest }),
    }
    const { 'dev.dockcompile.digest': digest, ...labels } = unescaped(printed.labels)
    const { 'dev.dockcompile.digest': _, ...written } = texts(options.labels)
    assert.match(digest ?? '', /^sha256:[0-9a-f]{64}$/)
    assert.equal(labels, { ...own, ...written })
  }
  assert.is(printed.target ?? null, options.target)
  assert.equal(printed.platforms ?? [], options.platforms)
  assert.is(printed.network ?? null, options.network)
  assert.equal(unescaped(printed['extra-hosts']), Object.fromEntries(options.extraHosts))
  assert.is(printed['no-cache'] ?? false, options.noCache)
  assert.is(printed.pull ?? false, options.pull)
  assert.equal(printed.secret ?? [], plan.dialect === 'buildkit' ? secrets.map(secretOf) : [])
  const caches = (list: readonly string[]) =>
    asSet(list.flatMap(cache => cachesOf(cache.replaceAll(IMAGE_PLACEHOLDER, nameOf(meant)))))
  assert.equal(asSet(printed['cache-from'] ?? []), caches(options.cacheFrom))
  assert.equal(asSet(printed['cache-to'] ?? []), caches(options.cacheTo))
  assertDockerfile(workspace, printed, meant, `p${project.number}`)
}

const nameOf = ({ image, isUsers }: Meant) => (isUsers && image.kind !== 'dockerfile' ? image.parentTarget! : image.id)

/** bake takes a cache that is written twice once. */
const asSet = (caches: readonly Readonly<Record<string, string>>[]) =>
  [...new Set(caches.map(cache => JSON.stringify(Object.entries(cache).sort())))].sort()

/** A line of CSV: references alone, or the fields of one cache. */
function cachesOf(text: string): Record<string, string>[] {
  const fields = [...text.replace(/\r?\n$/, '').matchAll(/(?:^|,)("(?:[^"]|"")*"|[^",]*)/g)].map(([, field]) =>
    field!.replace(/^"|"$/g, ''),
  )
  if (!text.includes('=')) return fields.filter(Boolean).map(ref => ({ type: 'registry', ref }))
  const split = fields.map(field => [field.slice(0, field.indexOf('=')).toLowerCase(), field.slice(field.indexOf('=') + 1)])
  return [Object.fromEntries(split)]
}

/** The file that bake takes is one of ours, or the user's own. */
function assertDockerfile(workspace: string, printed: Printed, { image, isUsers, plan, project }: Meant, root: string): void {
  const path = posix.join(printed.context, printed.dockerfile)
  const found = readFileSync(join(workspace, path), 'utf8')
  const { parent } = image
  if (isUsers && parent.kind === 'dockerfile') {
    assert.is(printed.context, posix.join(root, parent.context ?? '.'))
    if (!parent.copied) assert.is(path, posix.join(root, parent.dockerfile))
    assert.is(found.replaceAll('\r\n', '\n'), parent.text.replaceAll('\r\n', '\n'))
    return
  }
  const ours = posix.join(plan.folder, 'images', image.id)
  assert.is(path, posix.join(root, ours, 'Dockerfile'))
  assert.is(printed.context, posix.join(root, plan.dialect === 'zenml' && image.kind === 'build' ? ours : '.'))
  const artifact = project.compilation.outputs
    .flatMap(o => o.files)
    .find(f => posix.normalize(f.path) === posix.join(ours, 'Dockerfile'))
  assert.is(found, artifact?.text)
}

const secretOf = ({ id, env, file }: SecretPlan) => ({ id, ...(file === null ? { env } : { src: file }) })

function filledIn(value: Value, variables: Variables): string {
  return typeof value === 'string'
    ? value
    : value.map(part => (typeof part === 'string' ? part : variables(part.variable))).join('')
}

const variablesOf = (value: Value) =>
  typeof value === 'string' ? [] : value.flatMap(part => (typeof part === 'string' ? [] : [part.variable]))

/** `--print` writes values so that they can be read as templates again (buildx 0.23 and newer). */
function unescaped(values: Readonly<Record<string, string>> = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, value.replace(/([$%])\1\{/g, '$1{')]))
}
