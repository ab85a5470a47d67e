import { byCodePoint } from '../../basics/order.ts'

/** One entry of `pipelines` without code: a path or a glob, or a file with a name where its own would be taken twice. */
export interface FileEntry {
  readonly file: string
  readonly name: string | null
}

/**
 * Entries that name these pipeline files and no other YAML file: a glob where a folder holds nothing else, a path otherwise. Two files of one name are reported
 * apart by their folders.
 */
export function pipelineEntries(pipelines: readonly string[], otherYaml: readonly string[]): FileEntry[] {
  const twice = new Set(pipelines.filter(path => pipelines.some(other => other !== path && stem(other) === stem(path))).map(stem))
  const byFolder = new Map<string, string[]>()
  for (const path of pipelines) {
    const folder = path.includes('/') ? path.slice(0, path.lastIndexOf('/') + 1) : ''
    const key = `${folder}*${ending(path)}`
    byFolder.set(key, [...(byFolder.get(key) ?? []), path])
  }
  const entries = [...byFolder].flatMap(([glob, paths]): FileEntry[] => {
    const folder = glob.slice(0, glob.lastIndexOf('*'))
    const isAlone = !otherYaml.some(
      path => path.startsWith(folder) && !path.slice(folder.length).includes('/') && path.endsWith(ending(glob)),
    )
    // New files of a folder of run configurations are most likely some, too; those at the root may be anything.
    if (isAlone && folder !== '' && !/[*?[\]{}()!\\]/.test(folder) && !paths.some(path => twice.has(stem(path))))
      return [{ file: glob, name: null }]
    return paths.map(path => ({ file: path, name: twice.has(stem(path)) ? nameOf(path, pipelines) : null }))
  })
  return entries.sort((a, b) => byCodePoint(a.file, b.file))
}

const ending = (path: string) => path.slice(path.lastIndexOf('.'))
const stem = (path: string) => path.slice(path.lastIndexOf('/') + 1, path.lastIndexOf('.'))

/** `configs/dev/train.yaml` → `dev_train`, with more folders where that is another's name as well. */
function nameOf(path: string, all: readonly string[]): string {
  const parts = (p: string) => [...p.slice(0, p.lastIndexOf('.')).split('/')]
  const last = (p: string, n: number) => parts(p).slice(-n).join('_')
  for (let n = 1; n < parts(path).length; n++)
    if (!all.some(other => other !== path && last(other, n) === last(path, n))) return last(path, n)
  return `${parts(path).join('_')}${ending(path) === '.yml' ? '_yml' : ''}`
}
