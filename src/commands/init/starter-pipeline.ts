import { yamlText } from '../../quote/yaml-text.ts'
import type { NewFile } from './compilable.ts'
import { schemaPath } from './editor-schemas.ts'
import type { Surroundings } from './look-around.ts'

/** A pipeline file to begin with, for a project in which none is found. It sets nothing: whatever it set, ZenML would do as well. */
export function starterPipeline({ requirements }: Surroundings, editor: boolean): NewFile {
  const list = requirements.includes('requirements.txt') ? 'requirements.txt' : (requirements[0] ?? 'requirements.txt')
  return {
    path: 'pipelines/pipeline.yaml',
    text: `${editor ? `# yaml-language-server: $schema=../${schemaPath('pipeline')}\n` : ''}# An example, because no pipeline was found. A pipeline of yours takes it with: with_options(config_path="pipelines/pipeline.yaml")
settings:
  docker: {}
    # requirements: ${yamlText(list)}
# A step that needs something of its own:
# steps:
#   first_step:
#     settings: {docker: {apt_packages: [git]}}
`,
  }
}
