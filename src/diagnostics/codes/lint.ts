import { error, hint, warning } from '../definition.ts'

/** DC4100–DC4159: what would build, or nearly, and is unwise: secrets, requirement lines, parents, users, layers that could be shared. No message holds a credential. */
export const lintCodes = {
  DC4100: warning(
    'credential in an image',
    (p: { where: string; found: string; ends: string }) => `\`${p.where}\` holds ${p.found}, which ends in ${p.ends}`,
  ),
  DC4101: error(
    'credential in an index URL',
    (p: { where: string; found: string }) => `${p.where} holds ${p.found}: whoever reads the generated files can use the index`,
  ),
  DC4102: warning(
    'credential in a requirement',
    (p: { where: string; found: string }) => `${p.where} holds ${p.found}, which ends in the generated requirement list`,
  ),
  DC4103: warning(
    'placeholder that ZenML does not fill in',
    (p: { placeholder: string; where: string }) =>
      `\`${p.placeholder}\` in \`${p.where}\` is not a ZenML placeholder: it would be baked literally`,
  ),
  DC4104: warning(
    'secret reference that ZenML does not resolve',
    (p: { reference: string; where: string }) =>
      `\`${p.reference}\` in \`${p.where}\` is not resolved there: the text itself would be baked`,
  ),
  DC4105: warning(
    'credential in an input file',
    (p: { where: string; found: string; file: string }) =>
      `\`${p.where}\` holds ${p.found}: whoever reads \`${p.file}\` can use it`,
  ),
  DC4110: error(
    'requirement that cannot be installed',
    (p: { line: string; installer: string; problem: string }) =>
      `${p.installer} refuses the requirement \`${p.line}\`: ${p.problem}`,
  ),
  DC4111: warning(
    'option in the wrong place',
    (p: { option: string; problem: string }) => `\`${p.option}\` in a requirement list ${p.problem}`,
  ),
  DC4112: warning(
    'requirement that is a local file',
    (p: { path: string }) => `\`${p.path}\` is not in the image when its requirement list is installed`,
  ),
  DC4113: warning(
    'requirements that contradict each other',
    (p: { first: string; of: string; second: string; outcome: string }) =>
      `\`${p.second}\` contradicts \`${p.first}\`${p.of}: ${p.outcome}`,
  ),
  DC4114: hint('requirement listed twice', (p: { lines: string }) => `listed twice in one requirement list: ${p.lines}`),
  DC4115: hint(
    'requirements without a version',
    (p: { open: number; all: number }) =>
      `${p.open} of ${p.all} requirements ${p.open === 1 ? 'has' : 'have'} no version bound: equal files can give other images`,
  ),
  DC4116: hint(
    'requirement for another Python',
    (p: { lines: string; python: string }) => `not installed with Python ${p.python}: ${p.lines}`,
  ),
  DC4117: hint(
    'packages from whichever index is newest',
    (p: { index: string; installer: string }) =>
      `${p.installer} takes each package from the index with the highest version, be it \`${p.index}\` or PyPI`,
  ),
  DC4118: warning(
    'program that the image does not have',
    (p: { by: string; program: string; parent: string }) => `\`${p.by}\` needs ${p.program}, which \`${p.parent}\` does not have`,
  ),
  DC4119: warning(
    'package that cannot be found',
    (p: { line: string; reason: string }) => `\`${p.line}\` cannot be installed as it is meant: ${p.reason}`,
  ),
  DC4120: warning(
    'parent that moves',
    (p: { parent: string }) => `the parent image \`${p.parent}\` may be another image tomorrow`,
  ),
  DC4121: warning(
    'image without ZenML',
    (p: { images: string; parent: string }) =>
      `steps need ZenML in the image ${p.images}, and its parent \`${p.parent}\` has none`,
  ),
  DC4122: warning(
    'another ZenML version in the image',
    (p: { what: string; zenml: string }) => `${p.what}, and images are planned for ZenML ${p.zenml}`,
  ),
  DC4123: error(
    'apt packages without apt-get',
    (p: { parent: string }) => `\`apt_packages\` need apt-get, which \`${p.parent}\` does not have`,
  ),
  DC4124: warning(
    'unknown platform',
    (p: { platform: string }) => `\`${p.platform}\` is not a platform that images are made for`,
  ),
  DC4125: warning(
    'another Python version in the parent',
    (p: { parent: string; found: string; planned: string; how: string }) =>
      `\`${p.parent}\` has Python ${p.found} (${p.how}), and images are planned for Python ${p.planned}`,
  ),
  DC4126: warning(
    'apt packages of a Debian that is no longer served',
    (p: { parent: string; release: string }) =>
      `\`apt_packages\` ask the mirrors of Debian \`${p.release}\`, the release of \`${p.parent}\`, and those no longer have it`,
  ),
  DC4130: hint(
    'user by name',
    (p: { user: string }) => `Kubernetes with \`runAsNonRoot\` cannot verify that the user \`${p.user}\` is not root`,
  ),
  DC4131: hint(
    'environment that keeps installs apart',
    (p: { images: number; keys: string; installs: number }) =>
      `${p.images} images differ only in \`environment\` before their installs (${p.keys}): sharing them saves ${p.installs} ${p.installs === 1 ? 'install' : 'installs'}`,
  ),
  DC4140: error(
    'hashes for some requirements of an install',
    (p: { installer: string; line: string }) =>
      `${p.installer} wants a hash for each requirement of this install, and \`${p.line}\` has none`,
  ),
  DC4141: warning(
    'hashes that are no longer required',
    (p: { line: string }) => `installed together with \`${p.line}\`, a list with hashes goes without \`--require-hashes\``,
  ),
  DC4142: warning(
    'packages where python does not look',
    (p: { what: string }) => `\`${p.what}\` installs packages where \`python\` does not look for them`,
  ),
  DC4143: error(
    'several values for one flag',
    (p: { flag: string; kind: string }) => `\`--${p.flag}\` takes one value, and gets ${p.kind} as one word`,
  ),
  DC4144: hint('installs without their cache', () => '`UV_NO_CACHE` switches off the cache that installs share'),
  DC4145: warning(
    'label that dockcompile sets itself',
    (p: { label: string }) => `the label \`${p.label}\` is the digest of the recipe; what is written has no effect`,
  ),
  DC4146: warning(
    'two indexes in the place of PyPI',
    (p: { where: string; index: string; installer: string; used: string }) =>
      `${p.installer} takes the index of ${p.used}, and not \`${p.index}\` of ${p.where}`,
  ),
  DC4150: warning(
    'ignore file that is not read',
    (p: { file: string; sourceRoot: string }) =>
      `\`${p.file}\` is not read for the code in \`${p.sourceRoot}\`: only an ignore file in that folder is`,
  ),
  DC4151: error(
    'PATH without the programs of the system',
    (p: { where: string }) => `\`${p.where}\` takes the place of the parent's PATH and names neither \`/usr/bin\` nor \`/bin\``,
  ),
  DC4152: error(
    'build stage that does not exist',
    (p: { target: string; dockerfile: string }) => `${p.dockerfile} has no stage \`${p.target}\``,
  ),
  DC4154: warning(
    'version from a history that is not there',
    (p: { tool: string }) => `\`${p.tool}\` takes the version of the project from git, and the image has no history`,
  ),
  DC4155: warning(
    'variable for builds only',
    (p: { where: string; reason: string }) => `\`${p.where}\` stays in the image: ${p.reason}`,
  ),
  DC4156: warning(
    'install of the project that stops',
    (p: { reason: string }) => `\`local_project_install_command\` cannot install the project: ${p.reason}`,
  ),
  DC4153: warning(
    'variable that every machine has',
    (p: { variable: string; where: string; meaning: string }) => `\`\${${p.variable}}\` in \`${p.where}\` ${p.meaning}`,
  ),
  DC4180: warning(
    'module that hides a package',
    (p: { file: string; module: string; hidden: string }) =>
      `\`${p.file}\` hides ${p.hidden} from every step: \`import ${p.module}\` finds the code of the project first`,
  ),
  DC4181: warning(
    'setting that the installer does not read',
    (p: { where: string; installer: string }) =>
      `\`${p.where}\` has no effect: ${p.installer}, which installs the packages, does not read it`,
  ),
  DC4182: warning(
    'locale that the image does not have',
    (p: { where: string; locale: string }) => `\`${p.where}\` names the locale \`${p.locale}\`, which the image does not have`,
  ),
  DC4183: warning(
    'ignore file under another name',
    (p: { file: string }) => `\`${p.file}\` is not read: Docker reads \`.dockerignore\`, in exactly these letters`,
  ),
  DC4184: warning(
    'submodule that is not checked out',
    (p: { path: string }) =>
      `the submodule \`${p.path}\` is not checked out: images that include the code have an empty folder in its place`,
  ),
  DC4185: warning(
    'framework of the parent that is installed again',
    (p: { line: string; name: string; version: string; parent: string }) =>
      `\`${p.line}\` installs another ${p.name} than the ${p.version} that \`${p.parent}\` brings: the image holds both, and the new one may be built for another CUDA`,
  ),
} as const
