import { diagnostic, type Report } from '../diagnostics/diagnostic.ts'
import { cleanPath } from '../paths/clean-path.ts'
import { startOf } from '../sources/place-of-part.ts'
import type { Linted } from './linted.ts'

const FILE = '.dockerignore'

/** An ignore file in other letters: a file system of macOS or Windows finds it, and one of Linux does not, so what it names is in the images of CI. */
export function lintIgnoreFileNames({ images, workspace: { sourceRoot }, sources }: Linted, report: Report): void {
  const usual = cleanPath(`${sourceRoot}/${FILE}`)
  // An ignore file that the settings name counts in its place.
  if (!images.some(({ image: { code } }) => code.mode === 'include' && code.ignoreFile === usual)) return
  const names = sources.list(sourceRoot) ?? []
  if (names.includes(FILE)) return
  const found = names.find(name => /^\.?dockerignore(?:\.txt)?$/i.test(name))
  if (found === undefined) return
  const file = cleanPath(`${sourceRoot}/${found}`)
  report(diagnostic('DC4183', startOf(file), { file }, { help: `rename it: \`git mv ${file} ${usual}\`` }))
}
