import fc, { type Arbitrary } from 'fast-check'
import { isCollection, isMap, isPair, isScalar, isSeq, type Node, parseDocument, visit } from 'yaml'
import type { FuzzProject } from './project.ts'
import { anything, hostile, type Json, secretWords } from './words.ts'

/** Places and pieces of one change; each number is taken modulo what there is to choose from. */
interface Dice {
  readonly file: number
  readonly at: number
  readonly length: number
  readonly word: string
  readonly value: Json
  readonly bytes: Uint8Array
  /** A file of some project, to take a piece from. */
  readonly donor: Buffer
}

type Change = (content: Buffer, dice: Dice) => Buffer

/** What may happen to a file. The first group looks at bytes only, the second at words and lines, the last at the tree of a YAML or JSON file. */
const CHANGES: Readonly<Record<string, Change>> = {
  'some bytes are others': (content, { at, bytes }) => spliced(content, at, bytes.length, Buffer.from(bytes)),
  'some bytes are too many': (content, { at, bytes }) => spliced(content, at, 0, Buffer.from(bytes)),
  'some bytes are missing': (content, { at, length }) => spliced(content, at, 1 + (length % 40), Buffer.alloc(0)),
  'the file ends too early': (content, { at }) => content.subarray(0, at % (content.length + 1)),
  'a piece is there twice': (content, { at, length }) => spliced(content, at, 0, piece(content, at, length)),
  'a piece of another file is in it': (content, { at, length, donor }) => spliced(content, at, 0, piece(donor, length, at)),

  'a word is another': (content, { at, word }) => inText(content, text => withWord(text, at, word)),
  'a word is one of another file': (content, { at, length, donor }) =>
    inText(content, text => withWord(text, at, words(donor.toString('utf8'))[length % 50]?.[0] ?? '')),
  'a word has something behind it': (content, { at, word }) => inText(content, text => withWord(text, at, word, 'keep')),
  'a line is missing': (content, { at }) => inLines(content, at, () => []),
  'a line is there twice': (content, { at }) => inLines(content, at, line => [line, line]),
  'a line is indented otherwise': (content, { at, length }) =>
    inLines(content, at, line => [length % 2 ? ` ${line}` : line.replace(/^ {1,2}/, '')]),
  'lines end as on Windows': content => inText(content, text => text.replaceAll('\n', '\r\n')),

  'a value is another': (content, { at, value }) => inTree(content, at, () => value),
  'a value is a list of itself': (content, { at }) => inTree(content, at, node => [node, node]),
  'a value is text': (content, { at, word }) => inTree(content, at, () => word),
}

/** Dice for `count` changes of one project; `donors` are whole projects. */
const dice = (donors: readonly FuzzProject[]): Arbitrary<Dice> =>
  fc.record({
    file: fc.nat(),
    at: fc.nat(),
    length: fc.nat({ max: 200 }),
    word: fc.oneof({ weight: 5, arbitrary: hostile }, { weight: 1, arbitrary: secretWords.map(secret => ` ${secret} `) }),
    value: anything,
    bytes: fc.uint8Array({ minLength: 1, maxLength: 4 }),
    donor: fc.constantFrom(...donors.flatMap(project => [...project.files.values()])),
  })

/** A project with one to six changes. Few, because most changes make a file that is refused at once. */
export function mutated(projects: readonly FuzzProject[]): Arbitrary<FuzzProject> {
  const change = fc.tuple(fc.constantFrom(...Object.keys(CHANGES)), dice(projects))
  const changes = fc.oneof(
    { weight: 3, arbitrary: fc.array(change, { minLength: 1, maxLength: 1 }) },
    { weight: 1, arbitrary: fc.array(change, { minLength: 1, maxLength: 6 }) },
  )
  return fc.tuple(fc.constantFrom(...projects), changes).map(([project, list]) => {
    const files = new Map(project.files)
    for (const [name, dice] of list) {
      const path = [...files.keys()][dice.file % files.size]!
      files.set(path, CHANGES[name]!(files.get(path)!, dice))
    }
    return { ...project, files }
  })
}

function spliced(content: Buffer, at: number, removed: number, added: Buffer): Buffer {
  const start = at % (content.length + 1)
  return Buffer.concat([content.subarray(0, start), added, content.subarray(start + removed)])
}

function piece(content: Buffer, at: number, length: number): Buffer {
  const start = at % (content.length + 1)
  return content.subarray(start, start + 1 + length)
}

const inText = (content: Buffer, change: (text: string) => string) => Buffer.from(change(content.toString('utf8')))

function inLines(content: Buffer, at: number, change: (line: string) => string[]): Buffer {
  const lines = content.toString('utf8').split('\n')
  const i = at % lines.length
  return Buffer.from([...lines.slice(0, i), ...change(lines[i]!), ...lines.slice(i + 1)].join('\n'))
}

const words = (text: string) => [...text.matchAll(/[^\s"'[\]{},:#]+/g)]

function withWord(text: string, at: number, word: string, old?: 'keep'): string {
  const found = words(text)
  if (found.length === 0) return text + word
  const { index, 0: before } = found[at % found.length]!
  return text.slice(0, index) + (old ? before : '') + word + text.slice(index + before.length)
}

/** Replaces a node of a YAML or JSON file. A file of another kind gets the value behind it. */
function inTree(content: Buffer, at: number, change: (node: unknown) => unknown): Buffer {
  const document = parseDocument(content.toString('utf8'), { merge: true, uniqueKeys: false, logLevel: 'silent' })
  const places: { holder: Node; index: number; value: unknown }[] = []
  visit(document, {
    Collection(_, node) {
      if (!isCollection(node)) return
      node.items.forEach((item, index) => places.push({ holder: node, index, value: isPair(item) ? item.value : item }))
    },
  })
  if (places.length === 0 || document.errors.length > 0)
    return Buffer.concat([content, Buffer.from(`\n${JSON.stringify(change(null))}`)])
  const { holder, index, value } = places[at % places.length]!
  try {
    const made = document.createNode(change(valueAt(value)))
    if (isSeq(holder)) holder.items[index] = made
    else if (isMap(holder)) holder.items[index]!.value = made
    return Buffer.from(document.toString({ lineWidth: 0 }))
  } catch {
    // It held the anchor of an alias elsewhere, or merges what is not a mapping.
    return content
  }
}

function valueAt(value: unknown): unknown {
  if (isScalar(value)) return value.value
  return value instanceof Object && 'toJSON' in value ? (value as Node).toJSON() : value
}
