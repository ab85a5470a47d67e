import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type GoldenCase, goldenCases } from '../golden/cases.ts'
import { readFolder } from '../golden/folder.ts'
import type { FuzzProject } from './project.ts'

const CORPUS = '../shared/corpus/cases'

/** Real projects to start from: the inputs of the golden cases and, where it is, the corpus of real configurations with each of its stacks. */
export function seeds(): FuzzProject[] {
  return [...goldenCases.map(goldenSeed), ...folders(CORPUS).flatMap(corpusCase)].filter(isSmall)
}

function goldenSeed({ project, line }: GoldenCase): FuzzProject {
  return { files: readFolder(project), args: line === '' ? [] : line.split(/\s+/) }
}

interface Case {
  readonly steps: Readonly<Record<string, string[]>>
  readonly pipeline: Readonly<Record<string, string>>
  readonly python?: string
  readonly code_repository?: string | null
}

function corpusCase(folder: string): FuzzProject[] {
  const known = JSON.parse(readFileSync(join(folder, 'case.json'), 'utf8')) as Case
  const files = readFolder(join(folder, 'files'))
  return [...readFolder(join(folder, 'stacks')).values()].flatMap(stack =>
    [...readFolder(join(folder, 'configs'))].map(([name, config]) => {
      const project = {
        stack: 'stack.yaml',
        pipelines: [{ file: `cfg/${name}`, name: known.pipeline[name], steps: known.steps[name] }],
        source_root: '.',
        python: known.python,
        ...(known.code_repository && { code_repository: known.code_repository }),
      }
      const own = {
        'stack.yaml': stack,
        [`cfg/${name}`]: config,
        'dockcompile.config.json': Buffer.from(JSON.stringify(project)),
      }
      return { files: new Map([...files, ...Object.entries(own)]), args: [] }
    }),
  )
}

/** A case about a limit of 10 MB says nothing more when a byte of it changes, and takes long. */
const isSmall = ({ files }: FuzzProject) => [...files.values()].every(bytes => bytes.length < 100_000)

function folders(parent: string): string[] {
  if (!existsSync(parent)) return []
  return readdirSync(parent, { withFileTypes: true })
    .filter(e => e.isDirectory())
    .map(e => join(parent, e.name))
    .sort()
}
