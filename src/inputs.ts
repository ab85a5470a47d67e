import { parse } from './1-parse/parse.ts'
import { parseToml } from './1-parse/parse-toml.ts'
import { subtree } from './1-parse/subtree.ts'
import { type FileKind, validateShape } from './2-validate/validate.ts'
import { LOCK_FILE } from './3-resolve/read-lock-file.ts'
import { diagnostic, type Report } from './diagnostics/diagnostic.ts'
import { placeOfDamage } from './diagnostics/place-of-damage.ts'
import { didYouMean, escapedPath } from './diagnostics/suggest-path.ts'
import { kept, type Memo } from './memo/memo.ts'
import type { Document, InputKind } from './model/document.ts'
import { type Measure, unmeasured } from './model/measure.ts'
import type { Release } from './model/release.ts'
import { nameOf } from './paths/path-parts.ts'
import type { InputFile } from './policy/hidden-spans.ts'
import { type Sources, STATUS_HELP, STATUS_WORDS } from './sources/sources.ts'
import type { Span } from './sources/span.ts'

/** Measures the stages of a file, and keeps their results. */
interface Helpers {
  readonly measure?: Measure | undefined
  readonly memo?: Memo | undefined
}

/** Reads, parses and shape-checks input files; each file once, whoever asks for it. */
export class Inputs {
  readonly #sources: Sources
  readonly #report: Report
  readonly #measure: Measure
  readonly #memo: Memo | undefined
  readonly #documents = new Map<string, Document | undefined>()
  readonly #files = new Map<string, InputFile>()
  readonly #written: { kind: InputKind; document: Document }[] = []

  constructor(sources: Sources, report: Report, { measure = unmeasured, memo }: Helpers = {}) {
    this.#sources = sources
    this.#report = report
    this.#measure = measure
    this.#memo = memo
  }

  /** The project file; undefined without one or when it is broken. */
  projectFile(path: string): Document | undefined {
    const text = this.#read(path, 'project file', null)
    if (text === undefined) return undefined
    const document = this.#parseProject(path, text)
    if (document) this.#written.push({ kind: 'project', document })
    return this.#checked('project', document)
  }

  /** What could be parsed of the files that people write, in the order they were asked for. */
  written(): readonly { kind: InputKind; document: Document }[] {
    return this.#written
  }

  /** Every file that was read, by path. */
  files(): ReadonlyMap<string, InputFile> {
    return this.#files
  }

  #parseProject(path: string, text: string): Document | undefined {
    const name = nameOf(path)
    if (name.endsWith('.toml')) return this.#sound(path, text, (...file) => subtree(parseToml(...file), 'tool', 'dockcompile'))
    const document = this.#sound(path, text, parse)
    return document && (name === 'package.json' ? subtree(document, 'dockcompile') : document)
  }

  /** A stack file or ZenML build file; undefined when it is missing or broken, which was reported the first time. */
  document(kind: FileKind, path: string, at: Span | null): Document | undefined {
    return this.#once(`${kind}\n${path}`, () => this.#checked(kind, this.#parsed(kind, path, at)))
  }

  /** A pipeline file, as a ZenML release reads it; undefined when it is missing or broken, which was reported the first time. */
  pipeline(path: string, at: Span | null, release: Release | undefined): Document | undefined {
    const parsed = this.#once(`pipeline\n${path}`, () => this.#parsed('pipeline', path, at))
    return this.#once(`pipeline\n${path}\n${release?.catalog.zenml}`, () => this.#checked('pipeline', parsed, release))
  }

  #once(key: string, make: () => Document | undefined): Document | undefined {
    if (!this.#documents.has(key)) this.#documents.set(key, make())
    return this.#documents.get(key)
  }

  #parsed(kind: FileKind, path: string, at: Span | null): Document | undefined {
    const text = this.#read(path, `${kind} file`, at)
    if (text === undefined) return undefined
    const document = this.#sound(path, text, parse, kind === 'stack')
    if (document && (kind === 'stack' || kind === 'pipeline')) this.#written.push({ kind, document })
    return document
  }

  /** The lock file; undefined without one. */
  lock(): { document: Document | undefined; broken: boolean } {
    if (this.#sources.status(LOCK_FILE) === 'missing') return { document: undefined, broken: false }
    const document = this.document('lock', LOCK_FILE, null)
    return { document, broken: !document }
  }

  #read(path: string, what: string, at: Span | null): string | undefined {
    const status = this.#sources.status(path)
    if (status === 'file') return this.#sources.read(path)
    if (status === 'missing') {
      const label = didYouMean(path, this.#sources)
      const where =
        what === 'project file' ? undefined : 'paths are relative to the project file, or to the working directory without one'
      const help = label && !at ? label : (escapedPath(path) ?? byName(path, what) ?? byAddress(path) ?? where)
      this.#report(diagnostic('DC3003', at, { path, what }, { label: at ? label : undefined, help, missing: path }))
    } else {
      const damage = this.#sources.damage?.(path)
      if (damage) this.#files.set(path, { isStack: what === 'stack file', text: damage.text, document: undefined })
      const place = placeOfDamage(path, at, this.#sources)
      const details = { help: STATUS_HELP[status], notes: place.notes }
      this.#report(diagnostic('DC3004', place.at, { path, what, problem: STATUS_WORDS[status] }, details))
    }
    return undefined
  }

  /** A document that was parsed without an error. */
  #sound(path: string, text: string, read: ReadFile, isStack = false): Document | undefined {
    let broken = false
    const hear: Report = found => {
      broken ||= found.severity === 'error'
      this.#report(found)
    }
    const document = this.#measure('parse', () =>
      kept(this.#memo, 'parsed file', [text, path], { tells: { report: hear } }, ({ report }) => read(path, text, report)),
    )
    const sound = broken ? undefined : document
    // One file may be read as two kinds.
    if (isStack || !this.#files.get(path)?.isStack) this.#files.set(path, { isStack, text, document: sound })
    return sound
  }

  /** An empty pipeline file is a pipeline with ZenML's defaults; every other file must say something. */
  #checked(kind: FileKind, document: Document | undefined, release?: Release): Document | undefined {
    if (!document) return undefined
    if (!document.root) {
      if (kind === 'pipeline' || kind === 'project') {
        // A failed copy, a broken template: ZenML takes it, and the images lose all that was in it.
        if (kind === 'pipeline') this.#report(blankPipeline(document.file, document.text?.trim() === ''))
        return document
      }
      this.#report(
        diagnostic(
          'DC3004',
          { file: document.file, start: 0, end: 0 },
          { path: document.file, what: `${kind} file`, problem: 'is empty' },
          { help: EMPTY[kind] },
        ),
      )
      return undefined
    }
    const { root } = document
    const isGood = this.#measure('validate', () =>
      kept(this.#memo, 'checked file', [root, kind, release], { tells: { report: this.#report } }, ({ report }) =>
        validateShape(kind, root, report, { release }),
      ),
    )
    return isGood ? document : undefined
  }
}

type ReadFile = (path: string, text: string, report: Report) => Document

function blankPipeline(file: string, isEmpty: boolean) {
  const params = { path: file, what: 'pipeline file', problem: isEmpty ? 'is empty' : 'is empty but for comments' }
  const help = 'for a pipeline that sets nothing, write `{}`'
  return diagnostic('DC3004', { file, start: 0, end: 0 }, params, { help, severity: 'warning' })
}

/** `--stack team` is how ZenML itself is called. */
function byName(path: string, what: string): string | undefined {
  if (what !== 'stack file' || !/^\w[\w. -]*$/.test(path) || /\.(?:ya?ml|json|toml|txt|py)$/i.test(path)) return undefined
  const name = path.includes(' ') ? `'${path}'` : path
  return `\`--stack\` takes a file: \`zenml stack export ${name} stack.yaml\` writes it`
}

/** `https://…` as a path has one slash less. */
function byAddress(path: string): string | undefined {
  return /^[a-z]+:\/[^/]/.test(path) ? 'nothing is read from an address: download the file, and name its path' : undefined
}

const EMPTY = {
  stack: 'write it with `zenml stack export NAME stack.yaml`',
  lock: 'remove it, or run `dockcompile freeze`',
  build: 'write it with `zenml pipeline build … --output FILE`',
} as const
