import { looksSecret } from '../credentials/secret-name.ts'
import { type Diagnostic, diagnostic, type Report } from '../diagnostics/diagnostic.ts'
import type { MapNode, Node } from '../model/node.ts'
import { pipelineSecrets } from '../quote/setting-text.ts'
import type { Span } from '../sources/span.ts'

/** Where a name may travel to bake: the values right below these keys of `settings.docker`. Everywhere else a variable needs its value now. */
const MAY_WAIT: readonly string[][] = [
  ['environment'],
  ['runtime_environment'],
  ['build_config', 'build_options', 'build_args'],
  ['build_config', 'build_options', 'labels'],
  ['parent_image_build_config', 'build_options', 'build_args'],
  ['parent_image_build_config', 'build_options', 'labels'],
]

/**
 * Reports every variable of a docker block that has no value and cannot be left to bake, and those that look like secrets: bake takes the value from
 * the environment of the machine that builds, and a pipeline file of a pull request may name any variable of it.
 *
 * @param where the block's path, `steps.fit.settings.docker`
 * @param listed the names that the project file lists: there such a variable is a warning
 */
export function checkLateValues(docker: MapNode, where: string, listed: ReadonlySet<string>, report: Report): void {
  visit(docker, [], true)

  function visit(node: Node, path: readonly string[], inMappings: boolean): void {
    if (node.kind === 'list') for (const item of node.items) visit(item, path, false)
    if (node.kind === 'string' && node.template) {
      const mayWait =
        inMappings && MAY_WAIT.some(allowed => allowed.length === path.length - 1 && allowed.every((key, i) => key === path[i]))
      for (const part of node.template) {
        if (typeof part === 'string') continue
        if (!mayWait)
          report(
            diagnostic(
              'DC3011',
              node.span,
              { name: part.variable, where: [where, ...path].join('.') },
              {
                help:
                  path[0] === 'requirements' && looksSecret(part.variable) ? secretHelp(part.variable) : valueHelp(part.variable),
              },
            ),
          )
        else if (looksSecret(part.variable)) report(secretLeftToBake(part.variable, node.span, listed))
      }
    }
    if (node.kind !== 'map') return
    for (const { key, value } of node.entries) {
      const name = key.kind === 'string' ? key.value : ''
      if (key.kind === 'string' && key.template) {
        for (const part of key.template) {
          if (typeof part !== 'string')
            report(diagnostic('DC3028', key.span, { name: part.variable }, { help: valueHelp(part.variable) }))
        }
      }
      visit(value, [...path, name], inMappings)
    }
  }
}

/** Reports every variable without a value: the `zenml` dialect substitutes now, as ZenML's client does, or not at all. */
export function requireAllValues(node: Node, where: string, report: Report): void {
  if (node.kind === 'list') for (const [i, item] of node.items.entries()) requireAllValues(item, `${where}.${i}`, report)
  if (node.kind === 'string') {
    for (const part of node.template ?? []) {
      if (typeof part !== 'string')
        report(diagnostic('DC3011', node.span, { name: part.variable, where }, { help: valueHelp(part.variable) }))
    }
  }
  if (node.kind !== 'map') return
  for (const { key, value } of node.entries) {
    const name = key.kind === 'string' ? key.value : ''
    requireAllValues(key, where || name, report)
    requireAllValues(value, where ? `${where}.${name}` : name, report)
  }
}

export const valueHelp = (name: string): string =>
  `add it to \`variables\` of the project file (\`variables: {${name}: value}\`), or pass \`--var ${name}=value\``

/** A value would be in the output. A file of requirements keeps the name, which pip and uv replace while they install. */
const secretHelp = (name: string): string =>
  `by its name it is a secret: put the line into a file (\`requirements: requirements.txt\`), where pip and uv fill it in, and add \`secrets: {${name}: {env: ${name}}}\` to the project file`

function secretLeftToBake(name: string, at: Span, listed: ReadonlySet<string>): Diagnostic {
  const elsewhere = `for installs declare it under \`secrets\` in the project file; for run time keep it in the orchestrator's or ZenML's secret store (${pipelineSecrets(at)}), not in an image`
  if (listed.has(name)) return diagnostic('DC3018', at, { name }, { help: elsewhere, severity: 'warning' })
  const help = `${elsewhere}; to leave it to bake all the same, list it in the project file: \`variables: {${name}: null}\``
  return diagnostic('DC3018', at, { name }, { help })
}
