import type { DockerfileView, InstallView } from '../../5-render/dockerfile-view.ts'
import { heldLists } from '../../5-render/lists.ts'
import { SECRETS } from '../../5-render/secret-mounts.ts'
import { UV_MOUNT } from '../../5-render/uv-stage.ts'
import type { Cause, Reason } from '../../model/explanation.ts'
import type { ListFile } from '../../model/plan.ts'
import { settingCauses } from './causes.ts'
import {
  accountReason,
  buildArgumentReason,
  codeReason,
  commandReason,
  conflictReason,
  entrypointReason,
  environmentBlockReason,
  environmentReason,
  extraFileReason,
  headerReason,
  type ImageContext,
  installerReason,
  installReason,
  layersReason,
  parentReason,
  projectInstallReason,
  reason,
  roomReason,
  rootReason,
  systemPackageReason,
  systemPackagesReason,
  userReason,
} from './image-reasons.ts'
import type { ListLine } from './requirement-origins.ts'
import type { ViewReasons } from './view-reasons.ts'

/** An image, its Dockerfile as the templates see it, and the lines of its requirement lists. */
type OwnContext = ImageContext & { readonly view: DockerfileView; readonly listed: readonly ListLine[] }

type Own = ViewReasons<OwnContext>

/** The reason for each value that the templates of `buildkit` and `portable` print; `*` is an item of a list. */
export const OWN_DOCKERFILE: Own = {
  sources: headerReason,
  build: headerReason,
  parent: parentReason,
  needsRoot: rootReason,
  workdir: () => reason('account', 'ZenML keeps code and configuration in /app, and starts steps there'),
  account: accountReason,
  buildArgs: () => reason('build arguments', '`build_args` are declared before everything that may use them'),
  'buildArgs.*': (c, i) => buildArgumentReason(c, c.view.buildArgs[i]!),
  environment: c => environmentBlockReason(c, 'environment'),
  'environment.*': (c, i) => environmentReason(c, 'environment', i),
  apt: systemPackagesReason,
  'apt.mounts': () => CACHE,
  'apt.firstComment': accountReason,
  'apt.first.*': (c, i) => firstReason(c, c.view.apt!, i, noAptReason(c)),
  'apt.packages.*': (c, i) => systemPackageReason(c, aptName(c, i)),
  bootstrap: installerReason,
  'bootstrap.firstComment': accountReason,
  'bootstrap.first.*': (c, i) => firstReason(c, c.view.bootstrap!, i, installerReason(c)),
  uv: installerReason,
  'uv.first.*': c => installerReason(c),
  installs: () => reason('requirements', 'one install for each group of requirements, in the order of ZenML'),
  'installs.*': (c, i) => installReason(c, c.image.installs[i]!),
  'installs.*.mounts.*': (c, i, k) => mountReason(c, i, k),
  'installs.*.firstComment': accountReason,
  'installs.*.notes.*': (c, i) => installReason(c, c.image.installs[i]!),
  'installs.*.first.*': (c, i, k) => firstReason(c, c.view.installs[i]!, k, installReason(c, c.image.installs[i]!)),
  'installs.*.stage': (c, i) => installReason(c, c.image.installs[i]!),
  layers: c => layersReason(c),
  'layers.buildArgs.*': (c, i) => buildArgumentReason(c, c.view.layers!.buildArgs[i]!),
  'layers.environment.*': (c, i) => stageVariableReason(c, c.view.layers!.environment[i]!.name),
  'layers.needsRoot': rootReason,
  'layers.room': roomReason,
  'layers.conflicts.*': (c, i) => conflictReason(c, c.image.layers!.conflicts[i]!),
  'layers.copies.*': (c, i) => installReason(c, c.image.installs[i]!),
  codeStage: codeReason,
  'installs.*.command': (c, i) => commandReason(c, c.image.installs[i]!),
  lists: () => reason('requirements', 'short lists are part of the Dockerfile, where a review sees them'),
  'lists.lists.*': (c, i) => heldListReason(c, heldLists(c.image)[i]!),
  'lists.lists.*.lines.*': (c, i, k) => listLineReason(c, heldLists(c.image)[i]!, k + 1),
  files: () =>
    reason(
      'requirements',
      'longer lists and files of components are a context of their own: images with the same code share its layer',
    ),
  secrets: c =>
    reason('requirements', 'an empty secret stops the build: an install would ask without its password', secretCauses(c)),
  'secrets.mounts.*': (c, i) => secretReason(c, c.image.secrets[i]!.id, 'the stage looks whether it is empty'),
  copies: codeReason,
  readable: codeReason,
  'copies.*': (c, i) => copyReason(c, i),
  'copies.*.owner': userReason,
  projectInstall: projectInstallReason,
  runtimeEnvironment: c => environmentBlockReason(c, 'runtime_environment'),
  'runtimeEnvironment.*': (c, i) => environmentReason(c, 'runtime_environment', i),
  user: userReason,
  entrypoint: entrypointReason,
}

/** Why the stages of installs know a variable of `environment`. */
function stageVariableReason(context: ImageContext, name: string): Reason {
  return environmentReason(
    context,
    'environment',
    context.image.environment.findIndex(entry => entry.name === name),
  )
}

/** Why a list of the Dockerfile is there. */
function heldListReason(context: ImageContext, { fileName }: ListFile): Reason {
  return installReason(context, context.image.installs.find(({ lists }) => lists.some(list => list.fileName === fileName))!)
}

/** Who brought a line of a list, or the one that it continues. */
function listLineReason(context: OwnContext, list: ListFile, number: number): Reason {
  const isComment = /^\s*#/.test(list.text.split('\n')[number - 1]!)
  const line = context.listed.findLast(each => each.fileName === list.fileName && each.number <= number)
  return line && !isComment ? reason('requirements', line.rule, line.causes) : heldListReason(context, list)
}

/** What a RUN does before its own command: /app is made in the first one, beside checks of the parent and what ends the build with a sentence. */
function firstReason(
  context: ImageContext,
  { first, firstComment }: Pick<InstallView, 'first' | 'firstComment'>,
  i: number,
  check: Reason,
): Reason {
  return firstComment !== null && /^chmod /.test(first[i]!) ? accountReason(context) : check
}

const noAptReason = (context: ImageContext): Reason =>
  reason('system packages', 'the parent may have no apt-get: the build then says so', parentReason(context).causes)

const secretCauses = ({ image, workspace }: ImageContext, only?: string): Cause[] =>
  workspace.project.secrets
    .filter(({ id }) => (only === undefined ? image.secrets.some(secret => secret.id === id) : id === only))
    .map(({ id, at }) => ({ what: `secrets.${id}`, at, beat: [] }))

const secretReason = (context: ImageContext, id: string, rule: string): Reason =>
  reason('requirements', `\`secrets.${id}\`: ${rule}`, secretCauses(context, id))

const CACHE = reason('system packages', 'a cache that no layer holds: packages are downloaded once for all images')

/** The n-th distinct package, as the view lists them. */
const aptName = ({ image }: ImageContext, i: number): string => [...new Set(image.apt.map(({ name }) => name))][i]!

/** The mounts of an install: a `/tmp` of its own where uv asks for one, the list, the cache, the secrets. */
function mountReason(context: OwnContext, install: number, mount: number): Reason {
  const { image, settings, view } = context
  const text = view.installs[install]!.mounts[mount]!
  const secret = image.secrets.find(({ id }) => text.startsWith(`type=secret,id=${id},`))
  if (secret) return secretReason(context, secret.id, 'this install may see it, and no layer keeps it')
  if (text.startsWith(`type=bind,from=${SECRETS},`))
    return reason('requirements', 'the install waits for the stage that looks at the secrets', secretCauses(context))
  if (text.startsWith('type=cache')) {
    const own = settingCauses(settings, 'python_package_installer_cache_mount')
    return reason('requirements', 'a cache that no layer holds: packages are downloaded once for all images', own)
  }
  if (text === UV_MOUNT) return reason('requirements', 'uv is lent to this install: the image does not keep it')
  if (text.startsWith('type=bind'))
    return reason(
      'requirements',
      'the list is lent to this install: it becomes no layer',
      installReason(context, image.installs[install]!).causes,
    )
  return reason('requirements', 'uv leaves lock files in /tmp, which no layer should hold')
}

function copyReason(context: ImageContext, i: number): Reason {
  const { image } = context
  const code = image.code.mode === 'include' ? 1 : 0
  return i < code ? codeReason(context) : extraFileReason(context, image.extraFiles[i - code]!.name)
}
