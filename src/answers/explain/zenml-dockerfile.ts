import {
  buildArgumentReason,
  codeReason,
  entrypointReason,
  environmentBlockReason,
  environmentReason,
  groupReason,
  type ImageContext,
  installerReason,
  installerSettings,
  parentReason,
  projectInstallReason,
  reason,
  systemPackagesReason,
  userReason,
} from './image-reasons.ts'
import type { ViewReasons } from './view-reasons.ts'

/** The reason for each value that the template of `zenml` prints. */
export const ZENML_DOCKERFILE: ViewReasons<ImageContext> = {
  parent: parentReason,
  workdir: () => reason('account', 'ZenML keeps code and configuration in /app, and starts steps there'),
  buildArgs: () => reason('build arguments', '`build_args` are declared before everything that may use them'),
  'buildArgs.*': (c, i) => buildArgumentReason(c, c.image.buildArgs[i]!.name),
  coloursOff: () => reason('zenml', 'this ZenML version sets it in every image'),
  environment: c => environmentBlockReason(c, 'environment'),
  'environment.*': (c, i) => environmentReason(c, 'environment', i),
  apt: systemPackagesReason,
  usesUv: installerReason,
  run: c => reason('requirements', 'how ZenML runs an install', installerSettings(c)),
  command: c => reason('requirements', "the installer, with ZenML's arguments and your own", installerSettings(c)),
  installs: () => reason('requirements', 'one install for each group of requirements'),
  'installs.*': (c, i) => groupReason(c, c.image.requirements[i]!.group),
  projectInstall: projectInstallReason,
  user: userReason,
  runtimeEnvironment: c => environmentBlockReason(c, 'runtime_environment'),
  'runtimeEnvironment.*': (c, i) => environmentReason(c, 'runtime_environment', i),
  entrypoint: entrypointReason,
}

/** What ZenML writes into every Dockerfile. */
export const ZENML_FIXED: Readonly<Record<string, (context: ImageContext) => ReturnType<typeof reason>>> = {
  'COPY . .': c =>
    reason(
      'code',
      `ZenML copies its build context, which holds the lists and ${c.image.code.mode === 'include' ? 'the code' : 'no code'}`,
      codeReason(c).causes,
    ),
  'RUN chmod -R a+rw .': () => reason('account', 'ZenML makes /app writable for any user'),
}
