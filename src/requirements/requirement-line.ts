import { valid, validRange } from '@renovatebot/pep440'
import { type Marker, readMarker } from './marker.ts'
import { normalisedName } from './package-name.ts'

/** What a line of a requirement list is. */
export type RequirementLine =
  | PackageRequirement
  | { readonly kind: 'option'; readonly option: string; readonly value: string | null; readonly ignored: string | null }
  /** A URL, or a path on the machine that wrote it. */
  | { readonly kind: 'location'; readonly path: string | null; readonly editable: boolean }
  /** An option that only the command line takes, or one behind a requirement (`rest`). pip drops one that a line of its own could hold. */
  | {
      readonly kind: 'misplaced'
      readonly option: string
      readonly value: string | null
      readonly rest: string | null
      readonly by: Refusal['by']
    }
  | Refusal
  /** A line of a constraints file: it installs nothing, and limits the versions of what is installed. */
  | { readonly kind: 'constraint'; readonly of: RequirementLine }
  /** Filled in by pip when it installs (`${NAME}`), or longer than any real one: nobody knows what it says. */
  | { readonly kind: 'unknown' }

export interface PackageRequirement {
  readonly kind: 'package'
  /** Normalised as PEP 503 has it. */
  readonly name: string
  /** The name as it is spelt, with its extras: `PyYAML`, `zenml[server]`. */
  readonly written: string
  /** `>=1.2,<2`; empty for any version. */
  readonly specifier: string
  /** `name @ URL`. */
  readonly url: string | null
  readonly marker: Marker | null
}

/** A line that an installer refuses. */
interface Refusal {
  readonly kind: 'refused'
  readonly problem: string
  /** The line as it was probably meant; several for several requirements; none where nobody can tell. */
  readonly rewrite: readonly string[]
  /** Who refuses it. */
  readonly by: 'pip and uv' | 'uv'
}

/** Options by their name; true: with a value. */
function options(withValue: string, bare: string): ReadonlyMap<string, boolean> {
  const table = (names: string, takesValue: boolean) => names.split(/\s+/).map(name => [name, takesValue] as const)
  return new Map([...table(withValue, true), ...table(bare, false)])
}

/** Options that a requirements file may hold, as pip 26 and uv 0.13 read them. Some are ignored by uv, none is refused. */
const FILE_OPTIONS = options(
  `-r --requirement -c --constraint -e --editable -i --index-url --extra-index-url -f --find-links --trusted-host
  --no-binary --only-binary --use-feature`,
  '--no-index --pre --prefer-binary --require-hashes',
)

/** Options of `pip install` and `uv pip install` that people write into lists. */
const COMMAND_OPTIONS = options(
  `-t --target --prefix --root --src --timeout --default-timeout --retries --proxy --cert --index --default-index
  --index-strategy --python --platform --python-version --cache-dir --progress-bar`,
  `-U --upgrade --user --system --no-deps --no-cache-dir --no-cache --force-reinstall -I --ignore-installed
  --break-system-packages --no-build-isolation -q --quiet -v --verbose --no-compile --compile`,
)

/** No real requirement is longer, and the slips below are looked for in short texts only. */
const MAX_LENGTH = 2000
const NAME = /^[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?(?![A-Za-z0-9._-])/
/** A local path with a variable in it: `helper @ file://${ROOT}/libs/helper`, `-e ${ROOT}/libs`, `./${NAME}`. */
const VARIABLE_PATH =
  /^(?:(?:-e|--editable)[\s=]*|[A-Za-z0-9][\w.-]*(?:\[[^\]]*\])?\s*@\s*)?(?:file:(?:\/\/(?:localhost)?)?((?:\/|\$\{).*)|(?=\$\{[A-Z0-9_]+\}\/|\.{1,2}\/)(\S+))$/
const WHEEL_OR_ARCHIVE = /\.(?:whl|tar\.gz|tar\.bz2|tar\.xz|tgz|zip)$/i

/** Reads a line, without its comment, as pip and uv do (PEP 508, and the options that a requirements file may hold). */
export function readRequirementLine(line: string): RequirementLine {
  const text = line.trim()
  const command = text.includes(' install')
    ? /^(?:python3? -m )?(?:uv )?pip3? install\s+(.*)$/s.exec(text.slice(0, MAX_LENGTH))?.[1]
    : undefined
  if (command !== undefined)
    return refusal(
      'it is a command',
      command.split(/\s+/).filter(word => !word.startsWith('-')),
    )
  if (/\$\{[A-Z0-9_]+\}/.test(text) && !(text.startsWith('-') && !/^(?:-e|--editable)/.test(text))) {
    const found = VARIABLE_PATH.exec(text.slice(0, MAX_LENGTH))
    const path = found?.[1] ?? found?.[2]
    return path === undefined ? { kind: 'unknown' } : { kind: 'location', path, editable: text.startsWith('-') }
  }
  if (text.startsWith('-')) return text.length > MAX_LENGTH ? { kind: 'unknown' } : readOption(text)
  const { requirement, options } = withoutOptions(text)
  if (requirement.length > MAX_LENGTH) return { kind: 'unknown' }
  const wrong = options.find(option => !/^--(?:hash|config-settings|global-option)\b/.test(option))
  if (wrong !== undefined) {
    const [, option, value] = /^(-[^\s=]+)(?:[\s=]+(.*))?$/.exec(wrong)!
    return {
      kind: 'misplaced',
      option: option!,
      value: value ?? null,
      rest: requirement,
      by: FILE_OPTIONS.has(option!) ? 'uv' : 'pip and uv',
    }
  }
  return readRequirement(requirement)
}

function readOption(text: string): RequirementLine {
  const [, dashed, separator, rest] = /^(--[A-Za-z][\w-]*|-[A-Za-z](?!\w+=))(\s*=?\s*)(.*)$/s.exec(text) ?? []
  if (dashed === undefined) {
    const meant = text.replace(/^-+\s*/, '')
    const problem = 'it begins with `-` and is not an option'
    return refusal(problem, NAME.test(meant) ? [meant] : [])
  }
  const takesValue = FILE_OPTIONS.get(dashed)
  if (dashed === '--hash') return refusal('a hash comes after its requirement', [], 'uv')
  if (takesValue === undefined) {
    if (!COMMAND_OPTIONS.has(dashed)) return refusal(`there is no option \`${dashed}\``, [])
    return {
      kind: 'misplaced',
      option: dashed,
      value: COMMAND_OPTIONS.get(dashed) && rest ? rest : null,
      rest: null,
      by: 'pip and uv',
    }
  }
  if (!takesValue) return { kind: 'option', option: dashed, value: null, ignored: rest || null }
  if (!rest) return refusal(`\`${dashed}\` needs a value${separator ? '' : ' behind it'}`, [])
  if (dashed === '-e' || dashed === '--editable') return editable(rest)
  const [, quoted, bare, ignored] = /^(?:"([^"]*)"|'([^']*)')(?:\s+(.*))?$/s.exec(rest) ?? []
  const value = quoted ?? bare
  if (value !== undefined) return { kind: 'option', option: dashed, value, ignored: ignored || null }
  const [first, ...more] = rest.split(/\s+/)
  return { kind: 'option', option: dashed, value: first!, ignored: more.length ? more.join(' ') : null }
}

/** Whether an option of a list names another list. */
export const namesList = (option: string): boolean => option === '-r' || option === '--requirement'

/** A file of the project that a list names. */
export interface IncludedFile {
  /** As it is written, relative to the file that names it. */
  readonly path: string
  /** `-r`: more of the list; `-c`: limits of versions. */
  readonly kind: 'list' | 'constraints'
}

/**
 * The file that a line of a list names; undefined for any other line, and for what only the builder knows: a URL, an absolute path, a variable.
 *
 * @example includedFile('-r ../base.txt') // { path: '../base.txt', kind: 'list' }
 */
export function includedFile(line: string): IncludedFile | undefined {
  if (!/^(?:-r|-c|--requirement|--constraint)/.test(line)) return undefined
  const read = readRequirementLine(line)
  if (read.kind !== 'option' || read.ignored !== null || read.value === null) return undefined
  if (/^(?:\/|[a-z][a-z0-9+.-]*:)|\$\{[A-Z0-9_]+\}/i.test(read.value)) return undefined
  return { path: read.value, kind: namesList(read.option) ? 'list' : 'constraints' }
}

/** A target that is installed in place: a folder. pip clones a repository for it, uv does not. */
function editable(asWritten: string): RequirementLine {
  // A list is split like a command line: quotes hold the spaces of `-e "x @ git+https://…"`.
  const target = asWritten.replace(/^(["'])(.*)\1$/, '$2')
  if (!/^(?:[\w.-]+(?:\[[^\]]*\])?\s*@\s*)?(?:(?:git|hg|svn|bzr)\+|https?:|git@)/i.test(target)) return location(target, true)
  const [url, ...rest] = target.split(/\s+/)
  const egg = /#(?:.*&)?egg=([A-Za-z0-9][\w.-]*(?:\[[^\]]*\])?)/.exec(target)?.[1]
  const folder = /[#&](subdirectory=[^&\s]+)/.exec(target)?.[1]
  const plain = url!.replace(/#.*/, '') + (folder === undefined ? '' : `#${folder}`)
  const written = target.includes(' @ ')
    ? [target]
    : egg === undefined
      ? []
      : [`${egg} @ ${plain}${rest.length > 0 ? ` ${rest.join(' ')}` : ''}`]
  return refusal('`-e` installs a folder in place, and no repository', written, 'uv')
}

/** The requirement that an address was meant as, which is copied from the page of a repository: `git@github.com:org/app.git`. */
function plainRepository(text: string): string | undefined {
  const [, user, host, path] = /^(?:(git@)([\w.-]+):|https?:\/\/)([^\s#;@]*[^\s#;@/])\/?$/.exec(text) ?? []
  if (path === undefined) return undefined
  if (user === undefined && !/\.git$/.test(path) && !/^(?:github\.com|gitlab\.com|bitbucket\.org)(?:\/[\w.-]+){2}$/.test(path))
    return undefined
  const name = /([^/]*?)(?:\.git)?$/.exec(path)![1]!
  return `${name} @ git+${user === undefined ? 'https://' : `ssh://git@${host}/`}${path}`
}

/** A requirement and the options behind it: `numpy --hash=sha256:…`. */
function withoutOptions(text: string): { requirement: string; options: string[] } {
  const [requirement, ...options] = text.split(/(?<!\s)\s+(?=--?[A-Za-z])/)
  return { requirement: requirement!.trim(), options }
}

function readRequirement(text: string): RequirementLine {
  const repository = plainRepository(text)
  if (repository !== undefined) return refusal('a repository of git has an address that begins with `git+`', [repository])
  if (/^(?:(?:git|hg|svn|bzr)\+[a-z+]*:|https?:|file:)/i.test(text)) return location(text, false)
  if (text.startsWith('//')) return refusal('a comment begins with `#`', [])
  if (/^(?:\.{1,2}(?:$|[/\\[])|[/~]|[A-Za-z]:[/\\])/.test(text)) return location(text, false)
  const name = NAME.exec(text)?.[0]
  if (name === undefined) return refusedStart(text)
  if (/^[\w./\\+-]+(?:\[[^\]]*\])?$/.test(text) && (/[/\\]/.test(text) || WHEEL_OR_ARCHIVE.test(text)))
    return location(text, false)
  const rest = text.slice(name.length).trimStart()
  const extras = /^\[\s*(?:[A-Za-z0-9][\w.-]*(?:\s*,\s*[A-Za-z0-9][\w.-]*)*)?\s*\]/.exec(rest)?.[0] ?? ''
  const base = name + extras
  if (rest.startsWith('[') && extras === '') return refusal('its extras are not of the form `[a,b]`', quotesAway(text))
  return readConstraint(base, name, rest.slice(extras.length).trim(), text)
}

/** What is behind the name and its extras. */
function readConstraint(base: string, name: string, rest: string, text: string): RequirementLine {
  if (rest.startsWith('@')) return readDirect(base, name, rest.slice(1).trim())
  const semicolon = rest.indexOf(';')
  const constraint = (semicolon === -1 ? rest : rest.slice(0, semicolon)).trim()
  const versions = /^\(.*\)$/s.test(constraint) ? constraint.slice(1, -1).trim() : constraint
  const problem =
    versions === '' ? undefined : specifierProblem(base, versions, semicolon === -1 ? '' : ` ${rest.slice(semicolon)}`, text)
  if (problem) return problem
  const marker = semicolon === -1 ? null : readMarker(rest.slice(semicolon + 1))
  if (marker !== null && marker.text.trim() === '')
    return refusal('its marker is empty', [text.slice(0, text.indexOf(';')).trim()], 'uv')
  if (marker?.problem !== undefined)
    return refusal(marker.problem, marker.rewrite === null ? [] : [`${base}${constraint}; ${marker.rewrite.trim()}`])
  const specifier = versions.replace(/,\s*$/, '')
  return { kind: 'package', name: normalisedName(name), written: base, specifier, url: null, marker }
}

function readDirect(base: string, name: string, target: string): RequirementLine {
  if (target === '') return refusal('a URL is missing behind `@`', [base])
  if (/^(?:latest|newest|stable|\*)$/i.test(target)) return refusal('a URL comes after `@`', [base])
  if (valid(target)) return refusal('a version comes after `==`', [`${base}==${target}`])
  const [, url, marker] = /^(\S+)(?:\s+;\s*(.*))?$/s.exec(target) ?? []
  if (url === undefined) return refusal('text behind its URL', [`${base} @ ${target.split(/\s+/)[0]}`])
  const path = localPath(url)
  if (path !== null) return { kind: 'location', path, editable: false }
  const read = marker === undefined ? null : readMarker(marker)
  return { kind: 'package', name: normalisedName(name), written: base, specifier: '', url, marker: read }
}

function location(target: string, editable: boolean): RequirementLine {
  const [written] = target.split(/(?<!\s)\s+[;#]/)
  const path = written!.trim().replace(/^(["'])(.*)\1$/, '$2')
  return { kind: 'location', path: localPath(path), editable }
}

/** The path of something on the machine that wrote the line; null for what is fetched. */
function localPath(target: string): string | null {
  const file = /^file:(?:\/\/(?:localhost)?)?(.*)$/i.exec(target)?.[1]
  if (file !== undefined) return file
  return /^[a-z][a-z0-9+.-]+:/i.test(target) ? null : target
}

/** What nearly all lines have, so that most runs never load the library. */
const PLAIN =
  /^(?:(?:[=!]=|[<>]=?)\s*\d+(?:\.\d+)*|[=!]=\s*\d+(?:\.\d+)*\.\*|~=\s*\d+(?:\.\d+)+)(?:\s*,\s*(?:(?:[=!]=|[<>]=?)\s*\d+(?:\.\d+)*|[=!]=\s*\d+(?:\.\d+)*\.\*))*$/

/** Says what is wrong with the versions of a requirement, and how they were probably meant. */
function specifierProblem(base: string, versions: string, behind: string, text: string): Refusal | undefined {
  if (PLAIN.test(versions)) return undefined
  if (validRange(versions.replace(/,\s*$/, ''))) {
    const loose = versions.split(',').some(part => /^\s*===/.test(part) && !valid(part.replace(/^\s*===\s*/, '')))
    return loose ? refusal('`===` needs a version', [], 'uv') : undefined
  }
  const wrong = SLIPS.find(slip => slip.pattern.test(versions))
  if (wrong)
    return refusal(
      wrong.problem,
      wrong
        .rewrite(versions)
        .map(fixed => (fixed === null ? base : fixed.startsWith('+') ? fixed.slice(1) : base + fixed + behind)),
    )
  return refusal('its version is none of PEP 440', quotesAway(text))
}

interface Slip {
  readonly pattern: RegExp
  readonly problem: string
  /** What is behind the name instead; null: nothing; `+…`: a requirement of its own. None where nobody can tell. */
  readonly rewrite: (versions: string) => (string | null)[]
}

/** Slips of the pen, first match wins. */
const SLIPS: readonly Slip[] = [
  {
    pattern: /^::/,
    problem: "`::` is conda's own",
    rewrite: v => {
      const [, name, version] = /^::([A-Za-z0-9][\w.-]*)(?:={1,2}([^=\s]+)(?:=\S*)?)?$/.exec(v) ?? []
      return name === undefined ? [] : [`+${name}${version === undefined ? '' : `==${version}`}`]
    },
  },
  {
    pattern: /^\(\s*[A-Za-z][\w.,\s-]*\)/,
    problem: 'extras are written in square brackets',
    rewrite: v => [v.replace(/^\(([^)]*)\)\s*/, '[$1]')],
  },
  { pattern: /^(?:[=<>!~]=?|===)$/, problem: 'a version is missing behind the comparison', rewrite: () => [null] },
  {
    pattern: /^=\s*"[~^]?\d[\d.]*"$/,
    problem: '`name = "1.2"` is a line of poetry\'s pyproject.toml',
    rewrite: v => {
      const [, sign, version] = /"([~^]?)([\d.]+)"/.exec(v)!
      const next = `<${Number.parseInt(version!, 10) + 1}`
      return [sign === '^' ? `>=${version},${next}` : sign === '~' && version!.includes('.') ? `~=${version}` : `==${version}`]
    },
  },
  {
    pattern: /^=(?![=<>~])/,
    problem: 'a version is compared with `==`',
    rewrite: v => [v.replace(/^=\s*([^=\s]+)(?:=\S*)?/, '==$1')],
  },
  {
    pattern: /=>|=</,
    problem: 'a comparison is written `>=` or `<=`',
    rewrite: v => [v.replaceAll('=>', '>=').replaceAll('=<', '<=')],
  },
  { pattern: /=~/, problem: 'a compatible version is written `~=`', rewrite: v => [v.replaceAll('=~', '~=')] },
  { pattern: /<>/, problem: 'PEP 440 has no `<>`', rewrite: v => [v.replaceAll('<>', '!=')] },
  { pattern: /^[:@]\s*v?\d/, problem: 'a version is compared with `==`', rewrite: v => [v.replace(/^[:@]\s*/, '==')] },
  { pattern: /^v?\d[\w.]*$/, problem: 'a version is compared with `==`', rewrite: v => [`==${v}`] },
  {
    pattern: /^\^/,
    problem: "`^` is poetry's own",
    rewrite: v => (/^\^\d+(?:\.\d+)+$/.test(v) ? [`>=${v.slice(1)},<${Number.parseInt(v.slice(1), 10) + 1}`] : []),
  },
  { pattern: /^~(?!=)/, problem: "`~` is poetry's own", rewrite: v => (/^~\d+(?:\.\d+)+$/.test(v) ? [`~=${v.slice(1)}`] : []) },
  { pattern: /^==\s*(?:latest|\*|any)$/i, problem: 'its version is none', rewrite: () => [null] },
  { pattern: /\.x(?=$|[,\s])/i, problem: 'a wildcard is written `.*`', rewrite: v => [v.replace(/\.x(?=$|[,\s])/gi, '.*')] },
  { pattern: /^~=\s*\d+$/, problem: '`~=` needs two numbers at least', rewrite: v => [`${v}.0`] },
  {
    pattern: /(?:>=|<)\s*[\d.]+\.\*/,
    problem: '`.*` goes with `==` and `!=` only',
    rewrite: v => [v.replace(/((?:>=|<)\s*[\d.]+)\.\*/g, '$1')],
  },
  {
    pattern: /(?:[<>]=?|~=)[^,]*\+/,
    problem: 'a local version (`+…`) goes with `==` and `!=` only',
    rewrite: v => [v.replace(/((?:[<>]=?|~=)[^,+]*)\+[\w.]+/g, '$1')],
  },
  { pattern: /\S#/, problem: 'a comment needs a blank before it', rewrite: v => [v.replace(/#.*/, '')] },
  {
    pattern: /\d\s*(?=[<>=!~])/,
    problem: 'a comma is missing between two comparisons',
    rewrite: v => [v.replace(/(\d)\s*(?=[<>=!~])/g, '$1,')],
  },
  {
    pattern: /^,?\s*[A-Za-z][\w.-]*(?:(?:\s*,\s*|\s+)[A-Za-z][\w.-]*)*$/,
    problem: 'it is several requirements in one',
    rewrite: v => [
      null,
      ...v
        .split(/[,\s]+/)
        .filter(word => word !== '' && word !== 'and')
        .map(word => `+${word}`),
    ],
  },
  {
    pattern: /^(?:[=<>!~]=?)[^\s,]+\s+[A-Za-z]/,
    problem: 'something is behind its version',
    rewrite: v => {
      const [own, ...others] = v.split(/\s+/)
      const isList = others.every(other => readRequirementLine(other).kind === 'package')
      return [own!, ...(isList ? others.map(other => `+${other}`) : [])]
    },
  },
]

function refusedStart(text: string): Refusal {
  if (/^["']/.test(text)) return refusal('it is in quotes', quotesAway(text))
  const bullet = /^[*•+]\s+(.*)$/.exec(text)?.[1]
  if (bullet !== undefined) return refusal('it begins with a bullet', [bullet])
  if (text.startsWith(';')) return refusal('a comment begins with `#`', [])
  return refusal('a requirement begins with the name of a package', [])
}

function quotesAway(text: string): string[] {
  const bare = text.replace(/["']/g, '')
  return bare !== text && readRequirementLine(bare).kind === 'package' ? [bare] : []
}

function refusal(problem: string, rewrite: readonly string[], by: Refusal['by'] = 'pip and uv'): Refusal {
  return { kind: 'refused', problem, rewrite, by }
}
