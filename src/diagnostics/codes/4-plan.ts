import { allOf } from '../../basics/all-of.ts'
import { counted } from '../../basics/counted.ts'
import { error, hint, warning } from '../definition.ts'

/** DC4xxx: what follows from the settings for the images. */
export const planCodes = {
  DC4001: error(
    'image without a purpose',
    (p: { image: string }) => `\`${p.image}\` would be ZenML's own parent image with nothing added`,
  ),
  DC4002: error(
    'unknown integration',
    (p: { integration: string; zenml: string }) => `ZenML ${p.zenml} has no integration \`${p.integration}\``,
  ),
  DC4003: error(
    'command output not captured',
    (p: { command: string }) => `the output of \`${p.command}\` is needed and not in dockcompile.lock.json`,
  ),
  DC4004: error('requirements file not found', (p: { path: string }) => `the requirements file \`${p.path}\` does not exist`),
  DC4005: error(
    'requirements path cannot be read',
    (p: { path: string; problem: string }) => `the requirements path \`${p.path}\` ${p.problem}`,
  ),
  DC4006: error(
    'pyproject file not found',
    (p: { path: string; problem: string }) => `the pyproject file \`${p.path}\` ${p.problem}`,
  ),
  DC4007: error(
    'unknown placeholder in an export command',
    (p: { name: string }) =>
      `\`pyproject_export_command\` has the placeholder \`{${p.name}}\`, and only \`{directory}\` is filled in`,
  ),
  DC4008: error('Dockerfile not found', (p: { path: string }) => `the Dockerfile \`${p.path}\` does not exist`),
  DC4009: error(
    'Dockerfile cannot be read',
    (p: { path: string; problem: string }) => `the Dockerfile \`${p.path}\` ${p.problem}`,
  ),
  DC4010: error('build context not found', (p: { path: string }) => `the build context \`${p.path}\` is not a folder`),
  DC4011: error(
    'code cannot be downloaded',
    (p: { pipeline: string; step: string | null; problem: string }) =>
      `${p.step ? `the step \`${p.step}\`` : `the pipeline \`${p.pipeline}\``} takes its code from a code repository only, and ${p.problem}`,
  ),
  DC4012: warning(
    'image without code',
    (p: { step: string; problem: string }) =>
      `the image of \`${p.step}\` gets no code: it may only be downloaded from a code repository, and ${p.problem}`,
  ),
  DC4013: error(
    'one tag for two images',
    (p: { tag: string; image: string; other: string }) =>
      `\`${p.image}\` and \`${p.other}\` are different images with the same tag \`${p.tag}\``,
  ),
  DC4014: warning(
    'requirements found but not installed',
    (p: { path: string }) => `\`${p.path}\` is in the source root and not installed`,
  ),
  DC4015: warning('parent image ignored', () => '`parent_image` is ignored beside `dockerfile`'),
  DC4016: warning(
    'setting without a layer',
    (p: { key: string; image: string }) => `\`${p.key}\` is lost: ZenML sees no reason for a layer of its own in \`${p.image}\``,
  ),
  DC4017: warning(
    'build option unknown to bake',
    (p: { option: string }) => `bake has no word for the build option \`${p.option}\`; it is left out`,
  ),
  DC4018: warning(
    '.dockerignore not found',
    (p: { path: string }) => `the ignore file \`${p.path}\` does not exist; nothing is left out`,
  ),
  DC4019: warning(
    'environment names collide',
    (p: { name: string; first: string; second: string }) =>
      `\`${p.first}\` and \`${p.second}\` both become \`${p.name}\`; the last one counts`,
  ),
  DC4020: warning(
    'requirement replaced by a file',
    (p: { path: string }) => `ZenML takes the requirement text for the path \`${p.path}\` and installs that file's content`,
  ),
  DC4021: error(
    'requirement text is a folder',
    (p: { path: string }) => `ZenML takes the requirement text for the path \`${p.path}\`, which is a folder`,
  ),
  DC4023: error(
    'impossible name',
    (p: { what: string; name: string }) => `\`${p.name}\` cannot be the name of ${/^[aeio]/.test(p.what) ? 'an' : 'a'} ${p.what}`,
  ),
  DC4024: hint('parents not pinned', (p: { parents: string }) => `parent images are not pinned to a digest: ${p.parents}`),
  DC4025: warning(
    'user of the parent unknown',
    (p: { parent: string }) => `it is not known which user \`${p.parent}\` ends with, and its layers need root`,
  ),
  DC4026: warning('tag not allowed', (p: { tag: string }) => `\`${p.tag}\` is not an image reference that Docker accepts`),
  DC4027: warning(
    'flag with a value it does not take',
    (p: { flag: string; value: string; installer: string }) =>
      `\`--${p.flag}=${p.value}\` is refused by ${p.installer}: it takes no value`,
  ),
  DC4028: error(
    'path outside the project root',
    (p: { what: string; path: string }) => `the ${p.what} \`${p.path}\` is outside the project root`,
  ),
  DC4029: warning(
    'Dockerfile broken by a value',
    (p: { name: string; problem: string }) => `the value of \`${p.name}\` ${p.problem} in the Dockerfile that ZenML writes`,
  ),
  DC4030: error(
    'same image key twice',
    (p: { key: string }) => `two components of the stack ask for the image \`${p.key}\`, each with another content`,
  ),
  DC4031: warning(
    'image left out of the bake file',
    (p: { image: string }) => `\`${p.image}\` includes code, which bake cannot build from ZenML's own Dockerfile`,
  ),
  DC4032: error(
    'no requirements found in the lock file',
    (p: { image: string }) => `the lock file has no resolved requirements for \`${p.image}\``,
  ),
  DC4035: warning(
    'cache mount without BuildKit',
    (p: { mount: string }) => `the cache mount \`${p.mount}\` is not used: the dialect \`portable\` has none`,
  ),
  DC4036: warning(
    'value changed by bake',
    (p: { what: 'the value of' | 'the name'; name: string; problem: string }) =>
      `bake changes ${p.what} \`${p.name}\`: it ${p.problem}`,
  ),
  DC4037: warning(
    'one cache for several images',
    (p: { cache: string; count: number }) =>
      `${p.count} targets write to the cache \`${p.cache}\`, and each replaces the one before`,
  ),
  DC4038: warning(
    'one tag for images of two stacks',
    (p: { first: string; second: string; tag: string; more: number }) =>
      `the stacks \`${p.first}\` and \`${p.second}\` build different images with the tag \`${p.tag}\`${p.more ? `, and ${p.more} more` : ''}`,
  ),
  DC4039: warning(
    'right on the machine that builds',
    (p: { grants: string }) => `this lets the build ${p.grants}, and bake refuses it unless its call says so`,
  ),
  DC4034: warning('custom Dockerfile', (p: { path: string; problem: string }) => `\`${p.path}\` ${p.problem}`),
  DC4040: error(
    'platforms of an image and of its Dockerfile',
    (p: { image: string; platforms: string; dockerfile: string; other: string }) =>
      `\`${p.image}\` is for ${p.platforms}, and \`${p.dockerfile}\` below it is built for ${p.other}`,
  ),
  DC4041: warning(
    'parent that a platform does not have',
    (p: { parent: string; platforms: string; known: string }) =>
      `the parent image \`${p.parent}\` does not exist for ${p.platforms}: the lock file knows it for ${p.known}`,
  ),
  DC4042: error(
    'steps that would have no code',
    (p: { without: string; including: string }) =>
      `${p.without} would have no code: ZenML uploads none when an image of the run includes it, as that of ${p.including} does`,
  ),
  DC4043: warning(
    'images that `--build` refuses',
    (p: { without: string; including: string }) =>
      `\`zenml pipeline run --build\` refuses images of which some include the code (${p.including}) and others download it (${p.without})`,
  ),
  DC4044: warning(
    'path with a backslash',
    (p: { path: string }) => `\`${p.path}\` names a file on Windows only: elsewhere \`\\\` is part of a name`,
  ),
  DC4060: warning(
    'stack without a component that another one needs',
    (p: { by: string; type: string }) => `${p.by} needs a \`${p.type}\`, and the stack has none`,
  ),
  DC4061: warning(
    'local component beside a remote one',
    (p: { component: string; by: string }) => `${p.component} is local, and ZenML refuses that beside ${p.by}`,
  ),
  DC4062: warning(
    'component that does not fit its stack',
    (p: { component: string; rule: string }) => `${p.rule} (component \`${p.component}\`)`,
  ),
  DC4063: error(
    'build that does not fit the code settings',
    (p: { step: string }) =>
      `the images of the build fetch the code when they start, and the settings of \`${p.step}\` do not allow that`,
  ),
  DC4064: warning(
    'setting that needs another one',
    (p: { key: string; needs: string }) => `\`${p.key}\` has no effect without \`${p.needs}\``,
  ),
  DC4065: warning('pull without effect', () => '`pull` has no effect: ZenML decides itself whether it pulls the parent'),
  DC4066: warning(
    'no-cache-dir beside a cache mount',
    () => '`--no-cache-dir` is not passed: ZenML drops it beside `python_package_installer_cache_mount`',
  ),
  DC4067: warning(
    'environment value that is not a text',
    (p: { name: string; found: string; text: string }) => `\`${p.name}\` is ${p.found}, and the image gets ${p.text}`,
  ),
  DC4068: error(
    'build skipped without an image',
    (p: { step: string }) => `the step \`${p.step}\` skips its build and has no \`parent_image\``,
  ),
  DC4069: warning(
    'labels of a shared image',
    (p: { image: string; other: string }) =>
      `\`${p.image}\` and \`${p.other}\` are one image, and it has the labels of \`${p.other}\``,
  ),
  DC4160: warning(
    'layers that need BuildKit',
    (p: { dialect: string }) =>
      `\`layers: independent\` has no effect with the dialect \`${p.dialect}\`: only BuildKit copies layers that do not depend on each other`,
  ),
  DC4161: error(
    'parent that nobody asked for its packages',
    (p: { image: string; parent: string }) =>
      `the layers of \`${p.image}\` depend on what \`${p.parent}\` has already, and the lock file does not say it`,
  ),
  DC4162: error(
    'packages without a size in the lock file',
    (p: { image: string; package: string }) =>
      `the lock file does not say how big \`${p.package}\` is, which decides about the layers of \`${p.image}\``,
  ),
  DC4163: error(
    'image without independent layers',
    (p: { image: string; problem: string }) => `\`${p.image}\` cannot have independent layers: ${p.problem}`,
  ),
  DC4164: warning(
    'sizes that uv does not tell',
    (p: { image: string }) =>
      `uv does not say how big the packages of \`${p.image}\` are, so that it cannot have independent layers`,
  ),
  DC4165: warning(
    'packages that write the same file',
    (p: { packages: readonly string[]; file: string; count: number; winner: string }) => {
      const names = p.packages.map(name => `\`${name}\``)
      const others = p.count === 1 ? '' : ` and ${counted(p.count - 1, 'other file')}`
      return `${allOf(names)} ${names.length === 2 ? 'both' : 'all'} write \`${p.file}\`${others}, and images get ${p.count === 1 ? 'that' : 'those'} of \`${p.winner}\``
    },
  ),
  DC4166: warning(
    'packages whose files are not known',
    (p: { image: string; packages: number }) =>
      `the files of ${counted(p.packages, 'package')} of \`${p.image}\` are not known, so that those which another package writes as well are not found`,
  ),
} as const
