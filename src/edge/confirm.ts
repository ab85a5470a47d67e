import { readSync, writeSync } from 'node:fs'
import { isatty } from 'node:tty'

/** Asks on the terminal and waits for `y` or `yes`; undefined where nobody sits at one. */
export function confirm(question: string): boolean | undefined {
  if (!isatty(0) || !isatty(2)) return undefined
  writeSync(2, `${question} [y/N] `)
  const buffer = Buffer.alloc(256)
  let answer = ''
  while (!answer.includes('\n')) {
    const length = readSync(0, buffer)
    if (length === 0) break
    answer += buffer.toString('utf8', 0, length)
  }
  return /^y(es)?$/i.test(answer.trim())
}
