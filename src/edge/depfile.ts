import { mkdirSync, utimesSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { systemError } from './file-system.ts'
import { replaceFile } from './replace-file.ts'

/**
 * A rule for make: the target is out of date when one of the files is newer, or gone (each file is a target without a recipe).
 *
 * Grammar: GNU make 4.4, "Rule Syntax": a `\` before a blank, `#` and `:`, and `$$`. A line break in a name cannot be written.
 */
export function depfileText(target: string, files: readonly string[]): string {
  const written = files.filter(file => !/[\r\n]/.test(file))
  // With a `%` it would be a pattern.
  const gone = written.filter(file => !file.includes('%')).map(file => `\n${makeWord(file)}:\n`)
  return `${[`${makeWord(target)}:`, ...written.map(file => `  ${makeWord(file)}`)].join(' \\\n')}\n${gone.join('')}`
}

function makeWord(path: string): string {
  return path
    .replace(/(\\*)([ \t#:])/g, (_, before: string, character: string) => `${before}${before}\\${character}`)
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
      writeFileSync(path, '', { flag: 'a' })
      utimesSync(path, new Date(), new Date())
    })
  )
}

const made = (path: string) => attempt(() => void mkdirSync(dirname(path), { recursive: true }))

function attempt(call: () => void): string | undefined {
  try {
    call()
    return undefined
  } catch (error) {
    return `the system says ${systemError(error).code}`
  }
}
