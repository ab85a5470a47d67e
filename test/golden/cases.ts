/** The cases of golden/, one folder each below the folder of their theme (golden/README.md). */
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readFolder } from './folder.ts'

const ROOT = 'golden'
/** The usual project: a case's input lies over it. */
const BASE = join(ROOT, '_base')

export class GoldenCase {
  readonly theme: string
  /** No two cases have one name, whatever their themes. */
  readonly name: string
  /** Its folder, as `golden/images/parent-image-is-only-tagged`. */
  readonly folder: string
  #project: string | undefined

  constructor(theme: string, name: string) {
    this.theme = theme
    this.name = name
    this.folder = join(ROOT, theme, name)
  }

  /** The words behind `dockcompile`; empty where nothing is said. */
  get line(): string {
    return this.textOf('args').trim()
  }

  /** The lines that are typed in a case that has more to it than compiling; undefined: it is compiled. */
  get typed(): readonly string[] | undefined {
    const text = this.textOf('run')
    return text === '' ? undefined : text.trimEnd().split('\n')
  }

  /** A file beside `input/`; empty where there is none. */
  textOf(file: string): string {
    const path = join(this.folder, file)
    return existsSync(path) ? readFileSync(path, 'utf8') : ''
  }

  /** The files that the case itself brings. */
  get ownFiles(): Map<string, Buffer> {
    return readFolder(join(this.folder, 'input'))
  }

  get expected(): Map<string, Buffer> {
    return readFolder(join(this.folder, 'expected'))
  }

  /** Writes the whole project into a folder: the usual files, and those of the case over them. */
  layOut(folder: string): void {
    if (!existsSync(join(this.folder, 'no-base'))) cpSync(BASE, folder, { recursive: true })
    cpSync(join(this.folder, 'input'), folder, { recursive: true, verbatimSymlinks: true })
  }

  /** The whole project in a folder that is there as long as this process. Nobody writes into it. */
  get project(): string {
    if (this.#project === undefined) {
      this.#project = join(temporary(), this.theme, this.name)
      this.layOut(this.#project)
    }
    return this.#project
  }
}

export const themes: readonly string[] = foldersIn(ROOT).filter(name => name !== '_base')

/** By theme and name. */
export const goldenCases: readonly GoldenCase[] = themes.flatMap(theme =>
  foldersIn(join(ROOT, theme)).map(name => new GoldenCase(theme, name)),
)

/**
 * The rule that a case shows: the first line of one of its files, where that is a comment. Looked for in the project file and the pipeline files first,
 * and in the stack file last. Empty when there is none.
 */
export function ruleOf({ ownFiles }: GoldenCase): string {
  const rank = (path: string) => (path === 'stack.yaml' ? 2 : Number(!/\.(?:yaml|toml)$/.test(path)))
  const files = [...ownFiles].sort(([a], [b]) => rank(a) - rank(b))
  const comments = files.flatMap(([, bytes]) => /^\ufeff?# *(.+)/.exec(bytes.toString('utf8'))?.[1] ?? [])
  return comments[0]?.trim() ?? ''
}

/** Throws for a name that no case has. */
export function goldenCase(name: string): GoldenCase {
  const found = goldenCases.find(c => c.name === name)
  if (!found) throw new Error(`no golden case is called ${name}`)
  return found
}

function foldersIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter(entry => entry.isDirectory())
    .map(entry => entry.name)
    .sort()
}

let folder: string | undefined
function temporary(): string {
  if (folder === undefined) {
    const made = mkdtempSync(join(tmpdir(), 'golden-'))
    process.on('exit', () => rmSync(made, { recursive: true, force: true }))
    folder = made
  }
  return folder
}
