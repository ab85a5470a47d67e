import { catalogTexts } from 'virtual:catalogs'
import { type Catalog, type Catalogs, type Compilation, compile, memorySources, PROJECT_FILES } from '../src/core.ts'
import type { Files } from './share.ts'

const known = new Map<string, Catalog>()
const catalogs: Catalogs = {
  versions: Object.keys(catalogTexts),
  load(version) {
    const catalog = known.get(version) ?? (JSON.parse(catalogTexts[version]!) as Catalog)
    known.set(version, catalog)
    return catalog
  },
}

/** Compiles as the command line does in a folder with these files. */
export function compileFiles(files: Files): Compilation {
  const projectFile = PROJECT_FILES.find(name => Object.hasOwn(files, name))
  const pipelines = Object.keys(files).filter(name => /\.(?:ya?ml|py)$/.test(name) && name !== 'stack.yaml')
  const options = projectFile === undefined ? { files: pipelines, flags: { stack: 'stack.yaml' } } : { projectFile }
  return compile(memorySources(files), options, { catalogs })
}
