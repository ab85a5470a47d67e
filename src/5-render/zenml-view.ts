import type { EnvironmentEntry, ImagePlan } from '../model/plan.ts'
import type { VersionRules } from '../model/version-rules.ts'

/**
 * What ZenML's own Dockerfile says, raw: nothing is quoted or escaped, because ZenML does neither.
 *
 * Source: `_generate_zenml_pipeline_dockerfile` (ZenML 0.98); two spaces in the command when no argument is left are its own.
 */
export function zenmlView(image: ImagePlan, rules: VersionRules) {
  const { installer, parent } = image
  const args = installer.arguments.map(({ flag, value }) => (value === null ? `--${flag}` : `--${flag}=${value}`)).join(' ')
  return {
    parent: parent.kind === 'image' ? parent.image : parent.intermediate,
    workdir: '/app',
    buildArgs: rules.argLines ? image.buildArgs.map(argument => argument.name) : [],
    coloursOff: rules.colourLine,
    environment: image.environment.map(line),
    apt: image.apt.map(({ name }) => `'${name}'`).join(' '),
    usesUv: installer.name === 'uv',
    run: installer.cacheMount === null ? 'RUN' : `RUN --mount=${installer.cacheMount}`,
    command: `${installer.name === 'uv' ? 'uv pip install' : 'pip install'} ${args}`,
    installs: image.requirements.map(list => ({ file: list.zenmlName })),
    projectInstall: image.code.installCommand,
    user: image.user,
    runtimeEnvironment: image.runtimeEnvironment.map(line),
    entrypoint: image.entrypoint,
  }
}

function line({ name, value }: EnvironmentEntry) {
  if (typeof value !== 'string') throw new Error(`the zenml dialect has no late values: ${name}`)
  return { name, text: value }
}
