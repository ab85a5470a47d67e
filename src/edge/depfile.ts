import { lstatSync, mkdirSync, utimesSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { ifThere, systemError } from './file-system.ts'
import { notPlain, replaceFile } from './replace-file.ts'
import { systemProblem } from './system-problem.ts'

/**
 * A rule for make: the target is out of date when one of the files is newer, or gone (each file is a target without a recipe).
 *
 * Grammar: GNU make 4.4, "Rule Syntax": a `\` before a blank, `#` and `:`, and `$$`. A line break in a name cannot be written, nor a
 * blank at its end, which make joins with the line's: such files are left out.
 *
 * @param missing files that are not there, and globs: those that are there when make reads the rule count, by `$(wildcard …)`
 */
export function depfileText(target: string, files: readonly string[], missing: readonly string[] = []): string {
  const written = files.filter(file => !/[\r\n]|[ \t]$/.test(file))
  // With a `%` it would be a pattern.
  const gone = written.filter(file => !file.includes('%')).map(file => `\n${makeWord(file)}:\n`)
  // What make's functions would take apart or read otherwise than we do is left out.
  const safe = missing.filter(file => /^[\w./@+*?-]+$/.test(file))
  const may = safe.map(file => `\n${makeWord(target)}: ${/[*?]/.test(file) ? matching(file) : `$(wildcard ${file})`}\n`)
  return `${[`${makeWord(target)}:`, ...written.map(file => `  ${makeWord(file)}`)].join(' \\\n')}\n${may.join('')}${gone.join('')}`
}

/** The files that match, without those whose names make would take for something else: with a blank, or with a `:`. */
const matching = (glob: string) => `$(foreach f,$(wildcard ${glob}),$(if $(findstring :,$(f)),,$(wildcard $(f))))`

function makeWord(path: string): string {
  return path
    .replace(/(?<!\\)(\\*)([ \t#:])/g, (_, before: string, character: string) => `${before}${before}\\${character}`)
    .replaceAll('$', '$$$$')
}

/** Writes a depfile, and its folder; gives the system's reason where it cannot. */
export function writeDepfile(path: string, text: string): string | undefined {
  return made(path) ?? replaceFile(path, text)
}

/** Makes a file the newest of all, empty if it is not there; gives the system's reason where it cannot. */
export function touch(path: string): string | undefined {
  return (
    made(path) ??
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

const made = (path: string) =>
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
