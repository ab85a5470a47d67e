import { diagnostic, type Report } from '../diagnostics/diagnostic.ts'
import { get, type Node } from '../model/node.ts'
import { textAt } from './place.ts'

/** Looks at `secrets`: names that bake's and BuildKit's own grammars would take apart, and files that bake does not find or not read. */
export function checkSecrets(root: Node | undefined, report: Report): void {
  const secrets = get(root, 'secrets')
  if (secrets?.kind !== 'map') return
  for (const { key, value } of secrets.entries) {
    if (key.kind !== 'string') continue
    const env = textAt(value, 'env')
    const file = textAt(value, 'file')
    for (const { value: name, at } of [{ value: key.value, at: key.span }, ...(env && !file ? [env] : [])])
      if (!NAME.test(name)) report(diagnostic('DC3062', at, { name }, { help: 'use letters, digits, `_`, `.` and `-`' }))
    if (file === undefined) continue
    const path = file.value
    const shorthand = /^(?:~[^/]*|\$\w+|\$\{\w+\})(?=\/|$)/.exec(file.value)?.[0]
    if (shorthand !== undefined) {
      const help = 'write the path as it is seen from the project file, or the whole one'
      report(diagnostic('DC3060', file.at, { path: file.value, shorthand }, { help }))
    } else if (/^(?:\.\.(?:\/|$)|\/|[A-Za-z]:)/.test(path)) {
      const help = `build with \`--allow=fs.read=${path}\`, as the command that is printed does, or keep the file in the project`
      report(diagnostic('DC3061', file.at, { path: file.value }, { help }))
    }
  }
}

const NAME = /^[A-Za-z0-9_.-]+$/
