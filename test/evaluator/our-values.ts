/** Prints what our evaluator makes of a project of Python files, in the form of test/evaluator/python-values.py. */
import { Interpreter } from '../../src/code/evaluate/interpreter.ts'
import { LimitReached, Raised } from '../../src/code/evaluate/stop.ts'
import { readModule } from '../../src/code/syntax/read-module.ts'
import type { ModuleTree } from '../../src/code/syntax/tree.ts'
import { isOpen, ROOT } from '../../src/code/values/open-text.ts'
import { isUnknown, type Value } from '../../src/code/values/value.ts'
import { memorySources } from '../../src/sources/memory-sources.ts'

/** `[type, …]`; null is unknown. */
export type PrintedValue = readonly unknown[] | null

export interface Evaluation {
  /** The names of the module with their values, in the order in which they were bound. */
  readonly names: Readonly<Record<string, PrintedValue>>
  /** The exception that ends it. */
  readonly raised: string | null
  /** Something was unknown, in a value or on the way to one: Python may raise an exception there. */
  readonly isUncertain: boolean
  /** Any name may be bound to anything. */
  readonly isPoisoned: boolean
  /** The limit that ends it. */
  readonly limit: string | null
}

export interface Options {
  readonly variables?: Readonly<Record<string, string>>
  readonly python?: readonly [number, number]
}

/** Evaluates `m.py` as Python imports it. */
export function evaluate(
  files: Readonly<Record<string, string>>,
  { variables = {}, python = [3, 11] }: Options = {},
): Evaluation {
  const trees = new Map<string, ModuleTree>()
  const sources = memorySources(files)
  const tree = (file: string) => {
    const known = trees.get(file) ?? readModule(file, sources.read(file) ?? '')
    trees.set(file, known)
    return known
  }
  const machine = new Interpreter(
    {
      sources,
      sourceRoot: '.',
      folder: '.',
      variables: new Map(Object.entries(variables)),
      python,
      catalog: { integration_constants: {}, docker_enums: {}, library_steps: {}, code_arguments: {} } as never,
      rules: { resultLists: true, textAnnotations: true },
      config: () => undefined,
      remark: () => undefined,
    },
    tree,
  )
  const at = { file: 'm.py', start: 0, end: 0 }
  let raised: string | null = null
  let limit: string | null = null
  try {
    machine.importer.importFile('m.py', 'm', at)
  } catch (thrown) {
    if (thrown instanceof Raised) raised = `${thrown.type}: ${thrown.detail}`
    else if (thrown instanceof LimitReached) limit = thrown.limit
    else throw thrown
  }
  const [module] = machine.importer.modules().filter(({ file }) => file === 'm.py')
  const names: Record<string, PrintedValue> = {}
  for (const [name, { content }] of module?.scope.variables ?? []) {
    if (content && !name.startsWith('__')) names[name] = module!.scope.poison ? null : print(content, 0)
  }
  return { names, raised, isUncertain: machine.risks > 0, isPoisoned: module?.scope.poison != null, limit }
}

function print(value: Value, depth: number): PrintedValue {
  if (depth > 20) return null
  const all = (items: readonly Value[]) => items.map(item => print(item, depth + 1))
  switch (value.kind) {
    case 'none':
      return ['NoneType']
    case 'bool':
      return ['bool', value.value]
    case 'int':
      return ['int', `0x${value.value.toString(16)}`.replace('0x-', '-0x')]
    case 'float':
      return ['float', value.value]
    case 'str':
    case 'path': {
      const { kind, value: text } = value
      if (isOpen(text) && !text.startsWith(ROOT)) return null
      return [kind === 'str' ? 'str' : 'Path', text.replaceAll(ROOT, '/root-of-project')]
    }
    case 'bytes':
      return ['bytes', Buffer.from(value.value).toString('hex')]
    case 'ellipsis':
      return ['ellipsis']
    case 'list':
      return isUnknown(value.content) ? null : ['list', all(value.content)]
    case 'tuple':
      return ['tuple', all(value.items)]
    case 'set':
      if (isUnknown(value.content)) return null
      return [value.isFrozen ? 'frozenset' : 'set', all([...value.content.values()])]
    case 'dict':
      return isUnknown(value.content)
        ? null
        : ['dict', [...value.content.values()].map(entry => [print(entry.key, depth + 1), print(entry.value, depth + 1)])]
    case 'range':
      return ['range', [value.start, value.stop, value.step].map(String)]
    case 'member':
      return ['member', value.className, value.name]
    case 'instance':
      return ['instance', value.class.name]
    case 'function':
    case 'class':
    case 'module':
    case 'bound':
      return ['opaque']
    default:
      return null
  }
}
