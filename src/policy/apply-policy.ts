import picomatch from 'picomatch'
import { codes } from '../diagnostics/codes.ts'
import { type Diagnostic, diagnostic } from '../diagnostics/diagnostic.ts'
import { sortDiagnostics } from '../diagnostics/sort.ts'
import type { Baseline } from '../model/options.ts'
import type { AllowRule } from '../model/project.ts'
import { withoutTrailingSlashes } from '../paths/trailing-slashes.ts'
import { type AllowComment, allowComments } from './allow-comments.ts'
import { keyOf } from './baseline.ts'

/** What a project does with warnings and hints. */
export interface Policy {
  readonly allow: readonly AllowRule[]
  readonly baseline?: Baseline | undefined
  readonly denyWarnings?: boolean | undefined
  /** The texts that were read, by file: their comments may allow something. */
  readonly texts: ReadonlyMap<string, string | undefined>
  /** What is legible of files that are not UTF-8. */
  readonly damaged?: ReadonlyMap<string, string>
}

/**
 * The diagnostics that are reported, sorted, each once: without what the project file, a comment or the baseline accepts. Errors are never left out. A
 * comment or an entry of the baseline that accepts nothing gets a hint, once all stages were reached.
 */
export function applyPolicy(diagnostics: readonly Diagnostic[], policy: Policy): Diagnostic[] {
  const all = sortDiagnostics(diagnostics)
  const comments = new Comments(policy.texts)
  const baseline = new Accepted(policy.baseline)
  const told = all.filter(
    d => d.severity === 'error' || !(isAllowed(d, policy.allow) || comments.allow(d) || baseline.accepts(d)),
  )
  const complete = !told.some(d => d.severity === 'error')
  const unused = complete ? [...comments.unused(), ...baseline.unused()].filter(d => !isAllowed(d, policy.allow)) : []
  return sortDiagnostics([...told, ...unused], policy)
}

function isAllowed({ code, at }: Diagnostic, rules: readonly AllowRule[]): boolean {
  return rules.some(rule => rule.code === code && (rule.path === null || (at !== null && covers(rule.path, at.file))))
}

/** A folder covers what is below it. */
function covers(pattern: string, file: string): boolean {
  const path = withoutTrailingSlashes(pattern.replace(/^\.\//, ''))
  return path === file || picomatch.isMatch(file, [path, `${path}/**`], { dot: true })
}

class Comments {
  readonly #texts: Policy['texts']
  readonly #known = new Map<string, readonly AllowComment[]>()
  readonly #used = new Set<AllowComment>()

  constructor(texts: Policy['texts']) {
    this.#texts = texts
  }

  allow({ code, at }: Diagnostic): boolean {
    const found = at ? this.#of(at.file).filter(c => c.code === code && c.start <= at.start && at.start <= c.end) : []
    for (const comment of found) this.#used.add(comment)
    return found.length > 0
  }

  unused(): Diagnostic[] {
    const all = [...this.#texts.keys()].flatMap(file => this.#of(file))
    return all
      .filter(comment => !this.#used.has(comment))
      .map(({ code, at }) =>
        diagnostic('DC3040', at, { why: why(code) }, { ...HELP, severity: isKnown(code) ? 'hint' : 'warning' }),
      )
  }

  #of(file: string): readonly AllowComment[] {
    const known = this.#known.get(file) ?? allowComments(file, this.#texts.get(file) ?? '')
    this.#known.set(file, known)
    return known
  }
}

const HELP = { help: 'remove it, or write `# dockcompile: allow CODE` beside the line that has the warning, or above it' }

/** No release ever reports the others: a slip of the pen. */
const isKnown = (code: string): boolean => Object.hasOwn(codes, code)

function why(code: string): string {
  if (code === '') return 'it names no code'
  if (!isKnown(code)) return `there is no code \`${code}\``
  if (codes[code as keyof typeof codes].severity === 'error') return `\`${code}\` is an error, and errors cannot be allowed`
  return `no message with the code \`${code}\` is here`
}

class Accepted {
  readonly #baseline: Baseline | undefined
  readonly #left: Map<string, number>

  constructor(baseline: Baseline | undefined) {
    this.#baseline = baseline
    this.#left = new Map(baseline?.accepted.map(entry => [keyOf(entry), entry.count]))
  }

  accepts({ code, at, message }: Diagnostic): boolean {
    const key = keyOf({ code, file: at?.file ?? null, message })
    const left = this.#left.get(key) ?? 0
    if (left > 0) this.#left.set(key, left - 1)
    return left > 0
  }

  unused(): Diagnostic[] {
    const { file = '', accepted = [] } = this.#baseline ?? {}
    const idle = accepted.filter(entry => this.#left.get(keyOf(entry))! > 0)
    const [first] = idle
    if (!first) return []
    const entries = `${first.code} ${first.file ?? ''}`.trim() + (idle.length > 1 ? ` and ${idle.length - 1} more` : '')
    const help = 'run `dockcompile check --update-baseline` with the same flags to remove what was fixed'
    return [diagnostic('DC3041', { file, start: 0, end: 0 }, { entries }, { help })]
  }
}
