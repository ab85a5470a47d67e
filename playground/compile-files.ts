import { catalogTexts } from 'virtual:catalogs'
import { type Compilation, compile, memorySources, PROJECT_FILES, storedCatalogs } from '../src/core.ts'
import type { Files } from './share.ts'

const catalogs = storedCatalogs({ newest: () => catalogTexts.newest, older: () => catalogTexts.older })

/** Compiles as the command line does in a folder with these files. */
export function compileFiles(files: Files): Compilation {
  const projectFile = PROJECT_FILES.find(name => Object.hasOwn(files, name))
  const pipelines = Object.keys(files).filter(name => /\.(?:ya?ml|py)$/.test(name) && name !== 'stack.yaml')
  const options = projectFile === undefined ? { files: pipelines, flags: { stack: 'stack.yaml' } } : { projectFile }
  return compile(memorySources(files), options, { catalogs })
}
