import { yamlComment, yamlText } from '../../quote/yaml-text.ts'
import type { Surroundings } from './look-around.ts'

/**
 * A pipeline file for each function below `@pipeline`, or one where none is seen: a project that says everything in Python has none yet, and ZenML takes
 * the same file (`config_path`).
 */
export function starterPipelines({ pipelineFunctions, steps, requirements }: Surroundings) {
  const names = pipelineFunctions.length > 0 ? pipelineFunctions : ['pipeline']
  const list = requirements.includes('requirements.txt') ? 'requirements.txt' : requirements[0]
  const settings = list === undefined ? '  docker: {}' : `  docker:\n    requirements: ${yamlText(list)}`
  const seen = steps.length > 0 ? steps.slice(0, 20).join(', ') : 'first_step, second_step'
  return names.map(name => ({
    path: `pipelines/${name}.yaml`,
    append: false,
    text: `# yaml-language-server: $schema=https://dockcompile.dev/schema/pipeline.schema.json
# Settings of the pipeline \`${name}\`. Run it with them: ${name}.with_options(config_path="pipelines/${name}.yaml")()
# What your Python code says in \`DockerSettings\` belongs here: dockcompile reads files, and never runs code.
settings:
${settings}
# A step that needs something of its own (functions below \`@step\`: ${yamlComment(seen)}):
# steps:
#   first_step:
#     settings: {docker: {apt_packages: [git]}}
`,
  }))
}
