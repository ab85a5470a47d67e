import { byCodePoint } from '../basics/order.ts'
import { fastGlob } from './fast-glob.ts'

/**
 * The folders in which something new could lead to another match of a glob: for `pipelines/*.yaml` it is `pipelines` (there or not), for `a/**` it is
 * `a` and everything below it. Relative to the root, in code-point order.
 */
export function searchedFolders(root: string, pattern: string): string[] {
  const folders = new Set<string>()
  // Its tasks are free of braces, so that a `/` always separates.
  for (const part of fastGlob()
    .generateTasks(pattern)
    .flatMap(task => task.positive)) {
    const steps = part.split('/').filter(step => step !== '.')
    const plain = steps.slice(0, -1).findIndex(step => fastGlob().isDynamicPattern(step))
    const first = plain < 0 ? steps.length - 1 : plain
    folders.add(steps.slice(0, first).join('/') || '.')
    for (let i = first + 1; i < steps.length; i++)
      for (const folder of foldersOf(root, steps.slice(0, i).join('/'))) folders.add(folder)
  }
  return [...folders].sort(byCodePoint)
}

function foldersOf(root: string, pattern: string): string[] {
  return fastGlob().sync(pattern, {
    cwd: root,
    dot: false,
    followSymbolicLinks: false,
    ignore: ['**/node_modules/**'],
    onlyDirectories: true,
    suppressErrors: true,
  })
}
