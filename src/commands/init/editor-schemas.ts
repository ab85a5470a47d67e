import { wholeSchema } from '../shared/whole-schema.ts'
import type { NewFile } from './compilable.ts'

/** Where editors find a schema, beside the project file. */
export const schemaPath = (name: string): string => `.dockcompile/${name}.schema.json`

/** The schemas of the files that people write. */
export function editorSchemas(): NewFile[] {
  return ['project', 'pipeline', 'stack'].map(name => ({ path: schemaPath(name), text: wholeSchema(name) }))
}
