import { lstatSync, mkdirSync, utimesSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { ifThere, systemError } from './file-system.ts'
import { notPlain } from './replace-file.ts'
import { systemProblem } from './system-problem.ts'

/**
 * A rule for make: the target is out of date when one of the files is newer, or gone (each file is a target without a recipe).
 *
 * A file whose name make cannot read makes the target out of date always: running once too often is right, where leaving the file out would miss
 * a change, and writing its name could run it as a recipe.
 *
 * @param missing files that are not there: each counts once it is there
 * @param globs globs, with what each finds now: each counts once it finds something else
 * @throws for a target that make cannot read (`isMakeName`)
 */
export function depfileText(
  target: string,
  files: readonly string[],
  missing: readonly string[] = [],
  globs: ReadonlyMap<string, readonly string[]> = new Map(),
): string {
  const written = files.flatMap(file => makeWord(file) ?? [])
  const stamp = makeWord(target)
  if (stamp === undefined) throw new Error(`planned a depfile for a target that make cannot read: ${JSON.stringify(target)}`)
  const all = written.length === files.length ? written : [...written, ALWAYS]
  // What make's functions would take apart or read otherwise than we do is left out.
  const may = [
    ...missing.filter(file => /^[\w./@+-]+$/.test(file)).map(file => `$(wildcard ${file})`),
    ...[...globs].filter(([glob]) => /^[\w./@+*?-]+$/.test(glob)).map(([glob, found]) => somethingNew(glob, found)),
  ].map(source => `\n${stamp}: ${source}\n`)
  const always = [...all, ...may].some(text => text.includes(ALWAYS)) ? [`\n.PHONY: ${ALWAYS}\n`] : []
  // Only in a target a `%` is a pattern. Nobody has a rule for an odd name, and make's own ones would put it into a shell command as it is.
  const gone = written.map(word => `\n${word.replaceAll('%', '\\%')}:${/^[\w./@%+,-]+$/.test(word) ? '' : ' ;'}\n`)
  return `${[`${stamp}:`, ...all.map(word => `  ${word}`)].join(' \\\n')}\n${[...may, ...always, ...gone].join('')}`
}

/** What make takes for its own word where it is first behind the colon or on a line. */
const DIRECTIVE = /^(?:(?:un)?(?:define|export)|override|private|s?include|vpath|load|ifn?(?:def|eq)|else|endif|endef)$/

/** What is never up to date. */
const ALWAYS = 'dockcompile-always'

/**
 * Whether the glob finds something new. No name that it finds is put into the rule: make would read `p;./x.sh;.yaml` as a recipe. A name with a blank
 * is several words here, as it is for `$(wildcard …)`.
 */
function somethingNew(glob: string, found: readonly string[]): string {
  const known = found.flatMap(file => file.split(/[ \t]+/)).filter(word => /^[\w./@+-]+$/.test(word))
  return `$(if $(filter-out ${known.join(' ')},$(wildcard ${glob})),${ALWAYS})`
}

/** Whether make can read a path as the name of a file. */
export const isMakeName = (path: string): boolean => makeWord(path) !== undefined

/**
 * What make reads otherwise than as the name of a file, whatever is put before it.
 *
 * Grammar: GNU make 4.3, src/read.c (eval, parse_var_assignment, parse_file_seq); "Rule Syntax", "Using Wildcard Characters", "Special Targets".
 */
const UNREADABLE: readonly RegExp[] = [
  // Nothing; control characters: lines end, and make joins the words of a target with blanks, so that a tab becomes one.
  /^$|[\x00-\x1f\x7f]/,
  // A recipe; an assignment (`a!=b` runs b); files that count by being there only.
  /[;=|]/,
  // A blank that make joins with the line's; a group of targets (`a&:`); a member of an archive, `lib(a)` or `lib(a b)`; the line goes on.
  /[ &)\\]$/,
  // glob takes the backslash for its own.
  /^(?=.*\\).*[*?[]/s,
  // Somebody's home; a library.
  /^(?:\.\/+)*(?:~|-l)/,
  // `.PHONY` and its like; suffix rules of make's own, which have recipes (`.c.o`, `.sh`).
  /^(?:\.\/+)*\.[A-Z_]+$/,
  /^(?:\.(?:out|a|ln|o|cc?|C|cpp|p|[fF]|m|r|y[lm]?|l|[sS]|mod|sym|def|h|info|dvi|te?x|texinfo|te?xi|w|ch|web|sh|elc?)){1,2}$/,
]

/**
 * A path as one word of a rule, as prerequisite and (but for `%`) as target; undefined for one that make cannot read. make leaves out a `./` in
 * front: with it no name is a directive (`define`) or begins with the prefix of recipes, which a Makefile may choose.
 */
function makeWord(path: string): string | undefined {
  if (UNREADABLE.some(pattern => pattern.test(path))) return undefined
  const word = path
    .replace(/(?<!\\)(\\*)([ #:*?[])/g, (_, before: string, character: string) => `${before}${before}\\${character}`)
    .replaceAll('$', '$$$$')
  return /^[\w./]/.test(word) && !DIRECTIVE.test(word) ? word : `./${word}`
}

/** Makes a file the newest of all, empty if it is not there; gives the system's reason where it cannot. */
export function touch(path: string): string | undefined {
  return (
    makeFolderOf(path) ??
    attempt(() => {
      // Opening a pipe would wait for a reader.
      const old = ifThere(() => lstatSync(path))
      if (old && !old.isFile()) return notPlain(old)
      writeFileSync(path, '', { flag: 'a' })
      utimesSync(path, new Date(), new Date())
      return undefined
    })
  )
}

/** Makes the folder of a file; gives the system's reason where it cannot. */
export const makeFolderOf = (path: string) =>
  attempt(() => {
    mkdirSync(dirname(path), { recursive: true })
    return undefined
  })

function attempt(call: () => string | undefined): string | undefined {
  try {
    return call()
  } catch (error) {
    return systemProblem(systemError(error).code)
  }
}
