import { secretLiterals } from '../credentials/python-literals.ts'
import { isSecret, isSecretKey } from '../credentials/redact.ts'
import type { Document } from '../model/document.ts'
import type { MapNode, Node } from '../model/node.ts'
import { pythonStr } from '../python/values.ts'
import type { Span } from '../sources/span.ts'

/** A file that people write, as far as it could be understood. */
export interface InputFile {
  /** A stack file: of its values only the one that a message is about may be shown. */
  readonly isStack: boolean
  readonly text: string
  /** Undefined: it could not be parsed. */
  readonly document: Document | undefined
}

/**
 * What of the line at a place is not shown.
 *
 * 1. In a file that cannot be parsed nobody knows which key a line belongs to. If it is a stack file, or anything in it may call a value secret, only
 *    the sign at the place is shown: a bracket, a quote, a colon, or `�` for bytes that are not UTF-8.
 * 2. In a stack file only keys, names, types, flavors and the value at the place are shown.
 * 3. In every file values whose key calls them secret are hidden, wherever they stand: below their key, in a text of several lines, behind an alias.
 */
export function hiddenSpans(at: Span, { isStack, text, document }: InputFile): Span[] {
  if (document === undefined) return isStack || mayHoldSecret(text) ? allButSign(at, text) : []
  if (document.root === undefined) return []
  const scalars = scalarsOf(document.root)
  return isStack
    ? allBut(shownInStack(at, scalars), at, text)
    : scalars.filter(({ secret }) => secret).map(({ node }) => node.span)
}

/** What of Python code is not shown: its literals that something beside them calls secret. */
export const hiddenInPython = (file: string, text: string): Span[] => secretLiterals(text).map(stretch => ({ file, ...stretch }))

/** Whether a word of a key that asks for a secret is in it, however it is written, or the head of a private key. `secrets` holds names. */
function mayHoldSecret(text: string): boolean {
  const read = text
    .replace(/\\x([0-9a-f]{2})|\\u([0-9a-f]{4})|\\U000([0-9a-f]{5})/gi, (_, a, b, c) =>
      String.fromCodePoint(Number.parseInt(a ?? b ?? c, 16)),
    )
    .replace(/(?<![\w-])secrets(?![\w-])/g, '')
  return isSecretKey(read) || /private key|(?<![a-z])(?:key|pass|pw)(?![a-z])/i.test(read)
}

const SIGN = /([[\]{},:?&*!|>%@`"'#<=\ufffd-]?)\1*/y

function allButSign(at: Span, text: string): Span[] {
  SIGN.lastIndex = at.start
  const sign = SIGN.exec(text)![0].length
  return betweenOnLine([{ ...at, end: at.start + sign }], at, text)
}

const allBut = (shown: readonly Span[], at: Span, text: string): Span[] =>
  betweenOnLine(shown, at, text).flatMap(span => {
    // What stands between keys and values, and is not one: the signs of YAML.
    const [head] = /^[\s{}[\],:"'?-]*/.exec(text.slice(span.start, span.end))!
    const [tail] = /(?<![\s{}[\],:"'?-])[\s{}[\],:"'?-]*$/.exec(text.slice(span.start + head.length, span.end))!
    return [{ ...span, start: span.start + head.length, end: span.end - tail.length }]
  })

/** The parts of the line at a place, without its indentation, that lie in none of these spans. */
function betweenOnLine(spans: readonly Span[], at: Span, text: string): Span[] {
  const lineStart = text.lastIndexOf('\n', at.start - 1) + 1
  const newline = text.indexOf('\n', at.start)
  const lineEnd = newline < 0 ? text.length : newline
  let start = lineStart + /^[\ufeff ]*/.exec(text.slice(lineStart, lineEnd))![0].length
  const between: Span[] = []
  const onLine = spans.filter(span => span.end > start && span.start < lineEnd)
  for (const span of onLine.sort((a, b) => a.start - b.start)) {
    if (span.end <= start) continue
    if (span.start > start) between.push({ ...at, start, end: span.start })
    start = span.end
  }
  return start < lineEnd ? [...between, { ...at, start, end: lineEnd }] : between
}

/** A key or a value that is no mapping or list. */
interface Scalar {
  readonly node: Node
  readonly isKey: boolean
  /** The keys that lead to it. */
  readonly path: readonly string[]
  /** Its key calls it secret. */
  readonly secret: boolean
}

function shownInStack(at: Span, scalars: readonly Scalar[]): Span[] {
  const isAt = ({ span }: Node) => span.file === at.file && span.start <= at.start && at.end <= span.end
  const isTold = ({ node, path }: Scalar) => isAt(node) && isOfConfiguration(path) && !holdsOthers(node)
  return scalars
    .filter(scalar => !scalar.secret && (scalar.isKey || isOrdinary(scalar.path) || isTold(scalar)))
    .map(({ node }) => node.span)
}

const isOfConfiguration = (path: readonly string[]): boolean =>
  path.length > 3 && path[0] === 'components' && path[2] === 'configuration'

/** A configuration may be written as a text of JSON, with all values in it. `{{name.key}}` is only a name. */
const holdsOthers = (node: Node): boolean => /^\s*[{[]/.test(pythonStr(node)) && isSecret(pythonStr(node))

/** `stack_name`, and what is said of a component besides its configuration. */
const isOrdinary = (path: readonly string[]): boolean =>
  path.length === 1
    ? /^(?:stack_name|zenml_version)$/.test(path[0]!)
    : path.length === 3 && path[0] === 'components' && /^(?:name|type|flavor)$/.test(path[2]!)

/** Of each tree that was asked for: a file may have a message at each of its lines. */
const known = new WeakMap<Node, readonly Scalar[]>()

function scalarsOf(root: Node): readonly Scalar[] {
  const before = known.get(root)
  if (before) return before
  const found: Scalar[] = []
  const visit = (node: Node, path: readonly string[], isHidden: boolean): void => {
    if (node.kind === 'list') for (const item of node.items) visit(item, path, isHidden)
    else if (node.kind === 'map') visitMap(node, path, isHidden)
    else found.push({ node, isKey: false, path, secret: isHidden && (node.kind !== 'string' || isSecret(node.value)) })
  }
  const visitMap = (map: MapNode, path: readonly string[], isHidden: boolean): void => {
    const name = map.entries.find(({ key }) => key.kind === 'string' && key.value === 'name')?.value
    for (const { key, value } of map.entries) {
      // `password: {hunter2}` is a key without a value.
      found.push({ node: key, isKey: true, path, secret: isHidden && value.kind === 'null' })
      const written = pythonStr(key)
      const called = written === 'value' && name?.kind === 'string' ? name.value : written
      const inside = [...path, written]
      visit(value, inside, !holdsNames(inside, value) && (isHidden || isSecretKey(called)))
    }
  }
  visit(root, [], false)
  known.set(root, found)
  return found
}

/** `secrets` of the project file, and `{env: NAME}` in it. */
const holdsNames = (path: readonly string[], { kind }: Node): boolean =>
  path.at(-1) === 'secrets' || (path.at(-2) === 'secrets' && kind === 'map')
