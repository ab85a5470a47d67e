import { firstTime } from '../basics/first-time.ts'
import { diagnostic, type Report } from '../diagnostics/diagnostic.ts'
import { type ImagePlan, variablesOf } from '../model/plan.ts'
import { isProxyArgument } from '../policy/proxy-arguments.ts'
import { type Linted, type PlacedVariable, placeKey, variablesIn } from './linted.ts'

/** Variables of an image whose values mean something while it is built, and nothing, or too much, where it runs. */
export function lintBuildsOnly({ images, workspace }: Linted, report: Report): void {
  if (workspace.dialect === 'zenml') return
  const isFirst = firstTime<string>()
  for (const { image } of images) {
    if (image.kind !== 'build') continue
    for (const variable of variablesIn(image)) {
      const { where, at } = variable
      const problem = fileOfSecret(variable, image) ?? proxyOfMachine(variable)
      if (problem && isFirst(placeKey(at)))
        report(diagnostic('DC4155', at, { where, reason: problem.reason }, { help: problem.help }))
    }
  }
}

interface Problem {
  readonly reason: string
  readonly help: string
}

/** A variable that leads to the file of a secret. */
function fileOfSecret({ name, value }: PlacedVariable, { secrets }: ImagePlan): Problem | undefined {
  if (typeof value !== 'string') return undefined
  const words = value.split(/[:;,\s]/)
  const secret = secrets.find(({ target }) => target !== null && words.includes(target))
  return (
    secret && {
      reason: `the file \`${secret.target}\` is the secret \`${secret.id}\`, which is there in builds only`,
      help: `for builds alone write it as an argument: \`build_config: {build_options: {build_args: {${name}: ${secret.target}}}}\``,
    }
  )
}

/** The proxy that a variable of bake names. */
function proxyOfMachine({ name, value }: PlacedVariable): Problem | undefined {
  const [variable] = isProxyArgument(name) ? variablesOf(value) : []
  if (variable === undefined) return undefined
  return {
    reason: 'the proxy of the machine that builds stays in the image, with its password where it has one',
    help: `for builds alone write it as an argument, which leaves no trace: \`build_config: {build_options: {build_args: {${name}: "\${${variable}}"}}}\``,
  }
}
