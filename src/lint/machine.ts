import { firstTime } from '../basics/first-time.ts'
import { diagnostic, type Report } from '../diagnostics/diagnostic.ts'
import { targetsOf, type Value, variablesOf } from '../model/plan.ts'
import { placeOf } from '../model/settings.ts'
import { isMachineVariable } from '../policy/machine-variables.ts'
import type { Span } from '../sources/span.ts'
import { type Linted, type LintedImage, placeKey, variablesIn } from './linted.ts'

/** Variables that every shell sets, left to bake. Where the image's own is meant, planning says so. */
export function lintMachineVariables({ images, workspace }: Linted, report: Report): void {
  if (workspace.dialect === 'zenml') return
  const isFirst = firstTime<string>()
  for (const { value, where, at } of images.flatMap(valuesOf)) {
    for (const variable of variablesOf(value)) {
      if (!isMachineVariable(variable) || workspace.project.listedVariables.has(variable)) continue
      if (!isFirst(`${placeKey(at)} ${variable}`)) continue
      const params = { variable, where, meaning: 'is taken from the machine that runs bake: each has another one' }
      const help = `write the value, or give the variable a name of its own; if each machine's is meant, list it in the project file: \`variables: {${variable}: null}\``
      report(diagnostic('DC4153', at, params, { help }))
    }
  }
}

interface Placed {
  readonly value: Value
  /** `environment.PATH`. */
  readonly where: string
  readonly at: Span | null
}

function valuesOf({ image, settings }: LintedImage): Placed[] {
  const options = targetsOf(image).flatMap(({ options: { args, labels } }) => [
    ...args.map(argument => ({ ...argument, key: 'build_args' })),
    ...labels.map(label => ({ ...label, key: 'labels' })),
  ])
  const placed = options.map(({ name, value, key }) => ({
    value: value ?? '',
    where: `${key}.${name}`,
    at:
      placeOf(settings, 'build_config', 'build_options', key, name) ??
      placeOf(settings, 'parent_image_build_config', 'build_options', key, name),
  }))
  return [...variablesIn(image), ...placed]
}
