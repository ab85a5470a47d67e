import type { Severity } from '../diagnostics/definition.ts'
import { type Details, diagnostic, type Report } from '../diagnostics/diagnostic.ts'
import type { Mending } from '../diagnostics/mending.ts'
import { suggest, suggestOnly } from '../diagnostics/suggest.ts'
import { get, type Node, type StringNode } from '../model/node.ts'
import { pythonStr, typeName } from '../python/values.ts'
import { isShellOutput, SHELL_OUTPUT } from '../sources/shell-output.ts'
import { keyOf, ownerSpan, type Place, placeAt, valueSpan } from './finding-place.ts'
import { otherName } from './other-names.ts'
import { NO_TEXT } from './plain.ts'
import { keysOf, type ShapeNode, shapeAt } from './shape.ts'
import { fittingText, memorySize, sizeInBytes, slipHelp, slipMending } from './slips.ts'
import type { Finding } from './validators.generated.js'

/** What differs between files when ajv's findings become messages. */
export interface Policy {
  /** The name of the shape that the root has. */
  readonly shape: string
  /** The root's name in messages; empty for a file. */
  readonly where: string
  /** How grave an unknown key in the mapping at this path is. */
  readonly unknown: (path: readonly (string | number)[]) => Severity | 'silent'
  /** Whose keys they are: ZenML drops what it does not know, and so the message says. */
  readonly owner: 'zenml' | 'dockcompile'
  /** True for a mapping in which `${NAME}` is filled in after this check. */
  readonly late?: (path: readonly (string | number)[]) => boolean
  /** False where a value may be a credential. */
  readonly echo: boolean
}

/** A place in the file, and what the schema says about it. */
interface Spot {
  readonly place: Place
  readonly shape: ShapeNode
}

/** What is the same for all findings of a file. */
interface Translation {
  readonly policy: Policy
  /** See `typos`. */
  readonly slips: ReadonlyMap<string, string>
  readonly report: Report
}

/**
 * Reports ajv's findings in our words, one message for each mistake.
 *
 * @returns true when no error was among them
 */
export function translate(findings: readonly Finding[], root: Node, policy: Policy, report: Report): boolean {
  let good = true
  const say: Report = d => {
    if (d.severity === 'error') good = false
    report(d)
  }
  const translation: Translation = { policy, slips: typos(findings, root, policy), report: say }
  const seen = new Set<string>()
  const missing = new Map<string, Spot & { keys: readonly string[] }>()
  for (const finding of findings) {
    // `if` only says that one of its branches failed, and that one says it better. With a `propertyName` it is about the name of a key: see `propertyNames`.
    if (finding.keyword === 'if' || finding.propertyName !== undefined) continue
    const place = placeAt(root, finding.instancePath, policy.where)
    // Whatever it is when the code runs: nobody knows yet.
    if (place.node.kind === 'unknown') continue
    const spot = { place, shape: shapeAt(policy.shape, place.path) }
    if (finding.keyword === 'additionalProperties') unknownKey(finding.params.additionalProperty as string, spot, translation)
    else if (finding.keyword === 'propertyNames') keyIsNoText(finding.params.propertyName as string, place, say)
    else if (finding.keyword === 'required')
      missing.set(place.name, {
        ...spot,
        keys: [...(missing.get(place.name)?.keys ?? []), finding.params.missingProperty as string],
      })
    else if (!seen.has(finding.instancePath)) {
      seen.add(finding.instancePath)
      wrongValue(finding, spot, translation)
    }
  }
  for (const { keys, ...spot } of missing.values()) missingKeys(keys, spot, translation)
  return good
}

/** Keys that are missing only because another was written, by `<mapping>\n<key>`: the key itself, and what was written for it where it looks different. */
function typos(findings: readonly Finding[], root: Node, policy: Policy): ReadonlyMap<string, string> {
  const unknown = byPath(findings.filter(f => f.keyword === 'additionalProperties'))
  const required = byPath(findings.filter(f => f.keyword === 'required'))
  const meant = new Map<string, string>()
  for (const { instancePath, params } of [...required.values()].flat()) {
    const place = placeAt(root, instancePath, policy.where)
    const key = params.missingProperty as string
    const keys = keysOf(shapeAt(policy.shape, place.path))
    const here = (unknown.get(instancePath) ?? []).map(u => u.params.additionalProperty as string)
    if (here.some(name => suggest(name, keys) === key)) meant.set(`${place.name}\n${key}`, key)
    // One key too many and one too few in a small mapping: the one was meant for the other.
    const [only, ...others] = here
    const lacksOne = required.get(instancePath)!.length === 1
    const isOne = only !== undefined && others.length === 0 && lacksOne && policy.owner === 'dockcompile'
    if (isOne && place.path.length > 0 && !only.startsWith(NO_TEXT) && !suggest(only, keys)) {
      meant.set(`${place.name}\n${key}`, key)
      meant.set(`${place.name}\n${only}`, key)
    }
  }
  return meant
}

function byPath(findings: readonly Finding[]): ReadonlyMap<string, readonly Finding[]> {
  const found = new Map<string, Finding[]>()
  for (const finding of findings) {
    const known = found.get(finding.instancePath)
    if (known) known.push(finding)
    else found.set(finding.instancePath, [finding])
  }
  return found
}

function unknownKey(key: string, spot: Spot, { policy, slips, report }: Translation): void {
  const { place, shape } = spot
  const entry = keyOf(place.node, key)!
  if (key.startsWith(NO_TEXT)) {
    if (policy.owner === 'dockcompile' || shape.refuse) {
      keyIsNoText(key, place, report)
      return
    }
  } else if (policy.late?.(place.path) && VARIABLE.test(key)) return
  const name = key.startsWith(NO_TEXT) ? pythonStr(entry.key) : key
  // `labels` at the top is a key of `bake`, however near `layers` is.
  const isKeyBelow = policy.shape === 'project' && place.path.length === 0 && ownersOf(key).length === 1
  const meant =
    key.startsWith(NO_TEXT) || isKeyBelow
      ? undefined
      : (suggest(key, keysOf(shape)) ??
        componentKey(key, shape) ??
        slips.get(`${place.name}\n${key}`) ??
        (elsewhere(key, place, policy) ? undefined : otherName(key, keysOf(shape))))
  const stands = meant !== undefined && slips.has(`${place.name}\n${meant}`)
  const severity = shape.refuse || stands ? 'error' : policy.unknown(place.path)
  if (severity === 'silent') return
  const details: Details = {
    severity,
    label: meant && `did you mean \`${meant}\`?`,
    help: stands ? undefined : unknownHelp(key, spot, policy, severity, meant),
    mending: isKeyBelow ? undefined : renamed(entry.key, suggestOnly(key, keysOf(shape)), place),
  }
  report(diagnostic('DC2001', entry.key.span, { key: name, where: place.name }, details))
}

/** The key that was meant, unless it is there already. */
function renamed(key: Node, meant: string | undefined, place: Place): Mending | undefined {
  if (key.kind !== 'string' || meant === undefined || keyOf(place.node, meant)) return undefined
  return { kind: 'word', at: key.span, written: key.value, to: meant }
}

/** `orchestratr.kubernetes` in settings. */
function componentKey(key: string, shape: ShapeNode): string | undefined {
  if (!shape.patterns) return undefined
  const [type] = key.split(/[.:]/) as [string]
  const meant = suggest(type, keysOf(shapeAt('stack', ['components'])))
  return meant && meant + key.slice(type.length)
}

function unknownHelp(
  key: string,
  { place, shape }: Spot,
  policy: Policy,
  severity: Severity,
  meant: string | undefined,
): string | undefined {
  if (meant && (policy.owner === 'dockcompile' || shape.refuse)) return undefined
  if (policy.owner === 'dockcompile') {
    const where = elsewhere(key, place, policy)
    return where ? `it belongs ${where}` : `known: ${listed(keysOf(shape))}`
  }
  const where = meant ? undefined : elsewhere(key, place, policy)
  if (where) return `${severity === 'error' ? 'it' : 'ZenML ignores it here: it'} belongs ${where}`
  if (shape.patterns)
    return `known: ${listed(keysOf(shape))}, and components as \`<type>\`, \`<type>.<flavor>\` or \`<type>:<name>\``
  if (shape.refuse) return `known: ${listed(keysOf(shape))}`
  if (place.path.length === 0 && isShellOutput(`${key}:`)) return SHELL_OUTPUT
  return severity === 'error' ? 'this ZenML version refuses unknown keys' : 'ZenML ignores it'
}

/** Where a key belongs that was written somewhere else: `in \`settings.docker\``; undefined when no place has it. */
function elsewhere(key: string, place: Place, policy: Policy): string | undefined {
  if (policy.owner === 'dockcompile') return policy.shape === 'project' ? inProjectFile(key, place.path) : undefined
  if (key === 'python_version' || key === 'zenml_version') return `in the project file, as \`${key.split('_')[0]}\``
  const where = belongs(key, place, policy)
  return where && `in \`${where}\``
}

/** The keys of the project file that have a key of this name below them. */
function ownersOf(key: string): string[] {
  return keysOf(shapeAt('project', [])).filter(name => {
    const inside = shapeAt('project', [name])
    return keysOf(inside.items ? shapeAt('project', [name, 0]) : inside).includes(key)
  })
}

function inProjectFile(key: string, path: Place['path']): string | undefined {
  const root = shapeAt('project', [])
  const isDocker = Object.hasOwn(shapeAt('pipeline/dockerSettings', []).keys ?? {}, key)
  if (isDocker && path.length < 2 && (path.length === 0 || path[0] === 'settings')) return 'in `settings.docker`'
  if (path.length > 0) return Object.hasOwn(root.keys ?? {}, key) ? 'at the top of the file' : undefined
  const owners = ownersOf(key)
  if (owners.length !== 1) {
    const meant = otherName(key, keysOf(root)) ? undefined : otherName(key, keysOf(shapeAt('pipeline/dockerSettings', [])))
    return meant && `in \`settings.docker\`, as \`${meant}\``
  }
  return `in ${shapeAt('project', owners).items ? `an entry of \`${owners[0]}\`, beside its \`file\`` : `\`${owners[0]}\``}`
}

/** The place of a key of a pipeline file that was written somewhere else; undefined when no place has it. */
function belongs(key: string, { path }: Place, policy: Policy): string | undefined {
  const [first, step] = path
  const base =
    policy.shape === 'pipeline/dockerSettings'
      ? policy.where.replace(/\.?docker$/, '')
      : first === 'steps'
        ? `steps.${step}.settings`
        : 'settings'
  if (key === 'resource_settings') return `${base}.resources`
  if (Object.hasOwn(shapeAt('pipeline/settings', []).keys ?? {}, key)) return base
  const inDocker = policy.shape === 'pipeline/dockerSettings' || path.length > 3 || (path.length > 1 && first === 'settings')
  if (!inDocker && Object.hasOwn(shapeAt('pipeline/dockerSettings', []).keys ?? {}, key)) return `${base}.docker`
  return undefined
}

function keyIsNoText(key: string, place: Place, report: Report): void {
  const { key: node } = keyOf(place.node, key)!
  const help = node.kind === 'bool' ? 'quote it: YAML reads `yes`, `no`, `on` and `off` as true and false' : 'quote it'
  const mending: Mending = { kind: 'quotes', at: node.span }
  report(diagnostic('DC2006', node.span, { where: place.name, found: typeName(node) }, { help, mending }))
}

/** Whether an unknown key was written for one that is missing: a slip, its beginning (`config`), or its last word (`name`). */
function standsFor(written: string, missing: string, known: readonly string[]): boolean {
  if (known.includes(written)) return false
  if (suggest(written, [missing])) return true
  return written.length > 3 && (missing.startsWith(written) || missing.endsWith(`_${written}`))
}

function missingKeys(keys: readonly string[], { place, shape }: Spot, { slips, report }: Translation): void {
  const truly = keys.filter(key => !slips.has(`${place.name}\n${key}`))
  if (truly.length === 0) return
  // Where unknown keys are none of our business, a typo is seen only here.
  const near =
    place.node.kind === 'map' && truly.length === 1
      ? place.node.entries.find(e => e.key.kind === 'string' && standsFor(e.key.value, truly[0]!, keysOf(shape)))
      : undefined
  const label = near && `did you mean \`${truly[0]}\`?`
  const mending = near && renamed(near.key, truly[0], place)
  const help = near || !truly.includes('components') ? undefined : notAStack(place.node)
  report(diagnostic('DC2004', near?.key.span ?? ownerSpan(place), { keys: truly, where: place.name }, { label, help, mending }))
}

const OLDER_STACK = 'it has the form of an older ZenML: export it again with `zenml stack export NAME stack.yaml`'

/** What a stack file without its components is instead. */
function notAStack(node: Node): string {
  const has = (key: string) => get(node, key) !== undefined
  if (has('orchestrator') || has('artifact_store')) return OLDER_STACK
  if (has('settings') || has('steps') || has('build'))
    return 'it looks like a pipeline file: name it without `--stack`, and the file of `zenml stack export NAME stack.yaml` as the stack'
  return 'write a stack file with `zenml stack export NAME stack.yaml`'
}

const VARIABLE = /\$\{([a-zA-Z0-9_]+)\}/

function wrongValue({ keyword }: Finding, spot: Spot, translation: Translation): void {
  const { place, shape } = spot
  const { policy, report } = translation
  const { node, name: what } = place
  const variable = node.kind === 'string' ? VARIABLE.exec(node.value)?.[1] : undefined
  if (variable && policy.late?.(place.path.slice(0, -1))) return
  if (node.kind === 'string' && node.template && keyword !== 'type') withoutValue(node, spot, report)
  else if (isWrongKind(keyword, spot) || !policy.echo) wrongKind(spot, translation)
  else if (keyword === 'minProperties' || keyword === 'minLength')
    report(diagnostic('DC2002', valueSpan(place), { what, expected: expectedOf(shape), found: 'empty' }))
  else if (keyword === 'enum' || (node.kind === 'string' && shape.values)) wrongWord(spot, variable, report)
  else wrongForm(spot, variable, report)
}

const expectedOf = (shape: ShapeNode): string => shape.expected ?? 'something else'

/** Whether a value is of another kind than the key takes: a list in place of a text. */
function isWrongKind(keyword: string, { place: { node }, shape }: Spot): boolean {
  if (keyword === 'type' || keyword === 'not') return true
  if (keyword !== 'enum' || node.kind === 'string') return false
  return !(node.kind === 'int' && shape.values?.every(v => /^\d+$/.test(v)))
}

function wrongKind({ place, shape }: Spot, { policy, report }: Translation): void {
  const { node, name: what } = place
  // A stack file's own keys hold no credential; those of its components may.
  const shows = policy.echo || place.path.length === 1
  const isStacks = what === 'stack' && node.kind === 'map'
  const isOldComponent = node.kind === 'string' && place.path.length === 2 && place.path[0] === 'components'
  const help = isStacks
    ? 'several stacks belong under `stacks`'
    : isOldComponent
      ? OLDER_STACK
      : shows
        ? slipHelp(node, shape)
        : undefined
  const mending = shows ? slipMending(node, shape) : undefined
  report(diagnostic('DC2002', valueSpan(place), { what, expected: expectedOf(shape), found: typeName(node) }, { help, mending }))
}

/** A word that is not among those that the key takes. */
function wrongWord({ place, shape }: Spot, variable: string | undefined, report: Report): void {
  const { node, name: what } = place
  const at = valueSpan(place)
  const value = shown(node)
  const meant = suggest(value, shape.values!)
  const help = variable ? afterCheck(variable) : `allowed: ${allowed(shape)}`
  const only = node.kind === 'string' ? suggestOnly(node.value, shape.values!) : undefined
  const mending: Mending | undefined = only === undefined ? undefined : { kind: 'word', at, written: value, to: only }
  report(diagnostic('DC2003', at, { what, value }, { label: meant && `did you mean \`${meant}\`?`, help, mending }))
}

/** A text that has not the form that the key takes. */
function wrongForm({ place, shape }: Spot, variable: string | undefined, report: Report): void {
  const { node, name: what } = place
  const at = valueSpan(place)
  const expected = expectedOf(shape)
  if (/^secrets\..*\.env$/.test(what)) {
    // A value there that is not a name is most likely the secret itself.
    const help = 'write the name of the variable that holds the secret when bake runs, not the secret'
    report(diagnostic('DC2005', at, { what, expected, value: '***' }, { help, redact: true }))
    return
  }
  const rewrite = variable ? undefined : rewritten(place)
  const form = variable ? undefined : (rewrite ?? fittingText(node, shape))
  const help = variable ? afterCheck(variable) : form ? `write \`${form}\`` : formHelp(place)
  const mending: Mending | undefined =
    rewrite === undefined ? undefined : { kind: 'value', at, to: /^\d+$/.test(rewrite) ? Number(rewrite) : rewrite }
  report(diagnostic('DC2005', at, { what, expected, value: shown(node) }, { help, mending }))
}

function withoutValue(node: StringNode, { place: { name: what }, shape }: Spot, report: Report): void {
  const part = node.template!.find(p => typeof p === 'object') as { readonly variable: string }
  const { variable } = part
  const help = `only texts can be left to bake: give \`${variable}\` a value under \`variables\` of the project file, or with \`--var ${variable}=…\``
  report(diagnostic('DC2010', node.span, { what, expected: expectedOf(shape), variable }, { help }))
}

const afterCheck = (variable: string): string =>
  `write the value itself: ZenML checks this key before it fills in \`\${${variable}}\``

/** A size in the unit that is wanted. */
function rewritten({ name, node }: Place): string | undefined {
  if (node.kind !== 'string') return undefined
  if (name.endsWith('.memory')) return memorySize(node.value)
  return /\.shm_?size$/.test(name) ? sizeInBytes(node.value) : undefined
}

function formHelp({ name, node }: Place): string | undefined {
  if (node.kind !== 'string') return undefined
  if (name === 'build') return 'a build file is named in the project file (`build:` of the pipeline) or with `--build`'
  return undefined
}

/** Allowed values; for what takes more than a few words, what it takes. */
function allowed(shape: ShapeNode): string {
  const values = listed(shape.values!)
  return shape.items || shape.keys ? `${values}, or ${shape.expected!.replace(/^.* or /, '')}` : values
}

/** Up to eight names, then how many more there are. */
function listed(names: readonly string[]): string {
  const quoted = names.slice(0, 8).map(n => `\`${n}\``)
  return quoted.join(', ') + (names.length > 8 ? ` and ${names.length - 8} more` : '')
}

/** A value on one line, cut where it is long. */
function shown(node: Node): string {
  const text = pythonStr(node).replace(/\s+/g, ' ')
  return text.length > 60 ? `${text.slice(0, 59)}…` : text
}
