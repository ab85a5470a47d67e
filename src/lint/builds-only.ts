import { diagnostic, type Report } from '../diagnostics/diagnostic.ts'
import { variablesOf } from '../model/plan.ts'
import { isProxyArgument } from '../policy/proxy-arguments.ts'
import type { Linted } from './linted.ts'

/** Variables of an image whose values mean something while it is built, and nothing, or too much, where it runs. */
export function lintBuildsOnly({ images, workspace }: Linted, report: Report): void {
  if (workspace.dialect === 'zenml') return
  const told = new Set<string>()
  for (const { image } of images) {
    if (image.kind !== 'build') continue
    for (const list of ['environment', 'runtimeEnvironment'] as const) {
      for (const { name, value, at } of image[list]) {
        const where = `${list === 'environment' ? 'environment' : 'runtime_environment'}.${name}`
        const key = `${at.file}:${at.start}`
        if (told.has(key)) continue
        const secret =
          typeof value === 'string' ? image.secrets.find(({ target }) => target !== null && holdsPath(value, target)) : undefined
        if (secret !== undefined) {
          told.add(key)
          const reason = `the file \`${secret.target}\` is the secret \`${secret.id}\`, which is there in builds only`
          const help = `for builds alone write it as an argument: \`build_config: {build_options: {build_args: {${name}: ${secret.target}}}}\``
          report(diagnostic('DC4155', at, { where, reason }, { help }))
        } else if (isProxyArgument(name) && variablesOf(value).length > 0) {
          told.add(key)
          const reason = 'the proxy of the machine that builds stays in the image, with its password where it has one'
          const help = `for builds alone write it as an argument, which leaves no trace: \`build_config: {build_options: {build_args: {${name}: "\${${variablesOf(value)[0]}}"}}}\``
          report(diagnostic('DC4155', at, { where, reason }, { help }))
        }
      }
    }
  }
}

const holdsPath = (value: string, path: string): boolean => value.split(/[:;,\s]/).includes(path)
