import { replaceFolder, writeFolder } from '../golden/folder.ts'
import type { FuzzProject } from './project.ts'
import type { Finding } from './try.ts'

/** Leaves a project in the form of a golden case, complete in itself, but for `expected/`: that comes when the cause is fixed. Gives the folder. */
export function save(number: number, { files, args }: FuzzProject, { rule, problem }: Finding): string {
  const folder = `fuzz-failures/${rule.replace(/[^a-z0-9]+/gi, '-')}-${number}`
  const why = `${rule}: ${problem}\n`
  replaceFolder(
    folder,
    new Map([['why.txt', why], ['no-base', ''], ...(args.length ? ([['args', `${args.join(' ')}\n`]] as const) : [])]),
  )
  writeFolder(`${folder}/input`, files)
  return folder
}
