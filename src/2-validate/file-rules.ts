import { MAX_STEPS, shown } from '../basics/limits.ts'
import { codes } from '../diagnostics/codes.ts'
import { diagnostic, type Report } from '../diagnostics/diagnostic.ts'
import { suggest } from '../diagnostics/suggest.ts'
import { type Entry, entriesOf, entry, get, type ListNode, type Node } from '../model/node.ts'
import { isShellOutput, SHELL_OUTPUT } from '../sources/shell-output.ts'
import type { Span } from '../sources/span.ts'
import { lockRules } from './lock-rules.ts'
import type { Rule } from './rule.ts'

const rules = {
  pipeline: new Map<string, Rule>(),
  project: new Map<string, Rule>(),
  stack: new Map<string, Rule>(),
  lock: lockRules,
}

/** Checks what a schema can not say well: how keys go together. Returns true when no rule is broken. */
export function checkFileRules(kind: string, root: Node, report: Report): boolean {
  let good = true
  for (const rule of rules[kind as keyof typeof rules]?.values() ?? []) good = rule(root, report) && good
  return good
}

/** Looked at before anything else of a file: what is too much takes long to check, too. */
export function checkAmount(kind: string, root: Node, report: Report): boolean {
  if (kind === 'pipeline') return countsSteps(get(root, 'steps'), report)
  const pipelines = kind === 'project' ? get(root, 'pipelines') : undefined
  return pipelines?.kind !== 'list' || pipelines.items.every(item => countsSteps(get(item, 'steps'), report))
}

function countsSteps(steps: Node | undefined, report: Report): boolean {
  const list = steps?.kind === 'map' ? steps.entries.map(e => e.key) : steps?.kind === 'list' ? steps.items : []
  const first = list[MAX_STEPS]
  if (!first) return true
  const params = { what: 'this pipeline has too many steps', limit: shown(MAX_STEPS) }
  report(diagnostic('DC1018', first.span, params, { help: 'let one step work on a list of things, or split the pipeline' }))
  return false
}

rules.pipeline.set('a schedule says when', (root, report) => {
  const schedule = entryAt(root, 'schedule')
  if (schedule?.value.kind !== 'map') return true
  const set = (key: string) => isSet(get(schedule.value, key))
  if (set('cron_expression') || set('run_once_start_time') || (set('start_time') && set('interval_second'))) return true
  const help = 'write `cron_expression`, or `start_time` with `interval_second`, or `run_once_start_time`'
  report(diagnostic('DC2008', schedule.key.span, { problem: '`schedule` does not say when to run' }, { help }))
  return false
})

rules.pipeline.set('a run name holds only known placeholders', (root, report) => {
  const name = entryAt(root, 'run_name')
  // Nobody knows yet the value of a variable.
  if (name?.value.kind !== 'string' || name.value.value.includes('${')) return true
  const substitutions = get(root, 'substitutions')
  const known = ['date', 'time']
  for (const { key } of entriesOf(substitutions)) if (key.kind === 'string') known.push(key.value)
  // As Python's `str.format` reads it: doubled braces are braces, and a name ends at `!` or `:`.
  const text = name.value.value.replace(/\{\{|\}\}/g, '')
  if (/[{}]/.test(text.replace(/\{[^{}]*\}/g, ''))) {
    report(
      diagnostic(
        'DC2008',
        name.value.span,
        { problem: '`run_name` has a brace without its partner' },
        { help: 'double a brace to mean the character' },
      ),
    )
    return false
  }
  const unknown = [...text.matchAll(/\{([^{}!:]*)(?:[!:][^{}]*)?\}/g)]
    .map(match => match[1]!)
    .find(p => p !== '' && !known.includes(p))
  if (unknown !== undefined) {
    // ZenML refuses it, unless the pipeline's code has a substitution of that name.
    const help = `known are ${known.map(k => `\`{${k}}\``).join(', ')}; others must come from \`substitutions\`, here or in the code`
    report(diagnostic('DC2011', name.value.span, { what: 'run_name', placeholder: unknown }, { help }))
  }
  return true
})

rules.project.set('nothing is listed twice', (root, report) => {
  const pipelines = get(root, 'pipelines')
  if (pipelines?.kind !== 'list') return true
  listedOnce(pipelines, 'pipelines', () => 'remove one of the two', report)
  const platforms = get(root, 'bake', 'platforms')
  if (platforms?.kind === 'list') listedOnce(platforms, 'bake.platforms', () => 'remove one of the two', report)
  pipelines.items.forEach((pipeline, i) => {
    const steps = get(pipeline, 'steps')
    // ZenML counts the uses of a step: `train`, `train_2`.
    const second = (name: string) => `remove it; ZenML calls a second use of the step \`${name}_2\``
    if (steps?.kind === 'list') listedOnce(steps, `pipelines[${i}].steps`, second, report)
  })
  return true
})

/** A mapping of `pipelines`: entries of the same file and code are one pipeline, unless they have names of their own. */
function entryOfPipeline(item: Node) {
  const [code, file, name] = ['code', 'file', 'name'].map(key => entryAt(item, key))
  const first = code ?? file
  if (first?.value.kind !== 'string') return undefined
  const key = JSON.stringify([code, file, name].map(each => (each?.value.kind === 'string' ? each.value.value : null)))
  return { key, name: first.value.value, span: first.key.span }
}

/** Warns of a text, or an entry of a pipeline, that a list has twice. */
function listedOnce({ items }: ListNode, where: string, help: (name: string) => string, report: Report): void {
  const seen = new Map<string, Span>()
  for (const item of items) {
    const listed = item.kind === 'string' ? { key: item.value, name: item.value, span: item.span } : entryOfPipeline(item)
    if (!listed) continue
    const { key, name, span } = listed
    const first = seen.get(key)
    if (!first) seen.set(key, span)
    else
      report(
        diagnostic('DC2013', span, { name, where }, { help: help(name), notes: [{ message: 'first listed here', at: first }] }),
      )
  }
}

rules.stack.set('nothing reads a key that no export has', (root, report) => {
  const left = EXPORTED.filter(key => !get(root, key))
  for (const { key } of entriesOf(root)) {
    if (key.kind !== 'string' || EXPORTED.includes(key.value)) continue
    const meant = suggest(key.value, left)
    const label = meant && `did you mean \`${meant}\`?`
    const help = isShellOutput(`${key.value}:`) ? SHELL_OUTPUT : NOT_EXPORTED
    report(diagnostic('DC2001', key.span, { key: key.value, where: '' }, { severity: 'warning', label, help }))
  }
  return true
})

/** What `zenml stack export` writes. */
const EXPORTED: readonly string[] = ['stack_name', 'zenml_version', 'components']
const NOT_EXPORTED =
  'remove it: `zenml stack export` writes no such key, and nothing reads it; settings of dockcompile belong in the project file'

rules.project.set('one of stack and stacks', (root, report) => {
  const one = entryAt(root, 'stack')
  const many = entryAt(root, 'stacks')
  if (!one || !many) return true
  const notes = [{ message: '`stack` is written here', at: one.key.span }]
  report(
    diagnostic(
      'DC2008',
      many.key.span,
      { problem: 'both `stack` and `stacks` are written' },
      { help: 'keep one of them', notes },
    ),
  )
  return false
})

rules.project.set('what is allowed has a code', (root, report) => {
  const allowed = get(root, 'allow')
  let good = true
  for (const item of allowed?.kind === 'list' ? allowed.items : []) {
    const code = item.kind === 'map' ? get(item, 'code') : item
    if (code?.kind !== 'string') continue
    // A code that is an error may be a warning with another ZenML version.
    if (Object.hasOwn(codes, code.value)) continue
    good = false
    const params = { what: 'allow', value: code.value }
    report(diagnostic('DC2003', code.span, params, { help: 'every code that there is has a page in docs/diagnostics' }))
  }
  return good
})

rules.project.set('a secret has one source', (root, report) => {
  const secrets = get(root, 'secrets')
  let good = true
  for (const { key, value } of entriesOf(secrets)) {
    if (value.kind !== 'map' || key.kind !== 'string') continue
    const [env, file, target] = ['env', 'file', 'target'].map(name => entry(value, name))
    const wrong =
      env && file
        ? [file, '`env` and `file`: a secret has one source', 'keep one of them']
        : target && !file && [target, '`target` without `file`', 'write `file`, or remove `target`']
    if (!wrong) continue
    good = false
    const [at, problem, help] = wrong as [Entry, string, string]
    report(diagnostic('DC2008', at.key.span, { problem: `\`secrets.${key.value}\` has ${problem}` }, { help }))
  }
  return good
})

const entryAt = (root: Node, key: string): Entry | undefined => (root.kind === 'map' ? entry(root, key) : undefined)

/** Python's truth, as far as a schedule's values go. */
function isSet(node: Node | undefined): boolean {
  if (!node || node.kind === 'null') return false
  if (node.kind === 'string') return node.value !== ''
  if (node.kind === 'int' || node.kind === 'float') return Number(node.value) !== 0
  return node.kind !== 'bool' || node.value
}
