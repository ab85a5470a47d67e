import { diagnostic, type Report } from '../diagnostics/diagnostic.ts'
import { get, type Node } from '../model/node.ts'
import type { Dialect, Located, Project } from '../model/project.ts'
import { leadsOutside } from '../paths/leads-outside.ts'
import { textAt } from './place.ts'

/** Looks at `secrets`: names that bake's and BuildKit's own grammars would take apart, and files that bake does not find or not read. */
export function checkSecrets(root: Node | undefined, report: Report): void {
  const secrets = get(root, 'secrets')
  if (secrets?.kind !== 'map') return
  for (const { key, value } of secrets.entries) {
    if (key.kind !== 'string') continue
    const file = textAt(value, 'file')
    const env = file ? undefined : textAt(value, 'env')
    for (const { value: name, at } of [{ value: key.value, at: key.span }, ...(env ? [env] : [])])
      if (!NAME.test(name)) report(diagnostic('DC3062', at, { name }, { help: 'use letters, digits, `_`, `.` and `-`' }))
    if (file) checkFile(file, report)
  }
}

const NAME = /^[A-Za-z0-9_.-]+$/

function checkFile({ value: path, at }: Located<string>, report: Report): void {
  const shorthand = /^(?:~[^/]*|\$\w+|\$\{\w+\})(?=\/|$)/.exec(path)?.[0]
  if (shorthand !== undefined) {
    const help = 'write the path as it is seen from the project file, or the whole one'
    report(diagnostic('DC3060', at, { path, shorthand }, { help }))
  } else if (leadsOutside(path)) {
    const help = `add \`--allow=fs.read=${path}\` to the call of bake, which lets the build read that file, or keep the file in the project`
    report(diagnostic('DC3061', at, { path }, { help }))
  }
}

/** Without a mount, a secret would be left out, or end in a layer. */
export function checkSecretMounts({ secrets, dialect: asked }: Project, dialect: Dialect, report: Report): void {
  const [first] = secrets
  if (!first || dialect === 'buildkit') return
  const help = asked
    ? 'use the dialect `buildkit`, or remove `secrets`'
    : 'remove `secrets`, or write `dialect: buildkit` if something else than the kaniko image builder of the stack builds these images'
  report(diagnostic('DC3025', asked?.at ?? first.at, { dialect }, { help }))
}
