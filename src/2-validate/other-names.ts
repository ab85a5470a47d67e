import { own } from '../basics/own.ts'

/**
 * What people call things elsewhere (Docker, Compose, conda, other orchestrators), and the keys that were probably meant. The first one whose beginning
 * is a key of the place counts, so one table serves every file.
 */
const ELSEWHERE: Readonly<Record<string, readonly string[]>> = {
  apt: ['apt_packages'],
  apt_get: ['apt_packages'],
  args: ['build_config.build_options.build_args'],
  base: ['parent_image'],
  base_image: ['parent_image'],
  build_args: ['build_config.build_options.build_args'],
  build_dir: ['output'],
  cpu: ['cpu_count'],
  cpus: ['cpu_count'],
  dependencies: ['requirements'],
  env: ['environment'],
  env_vars: ['environment'],
  envs: ['environment'],
  from: ['parent_image'],
  gpu: ['gpu_count'],
  gpus: ['gpu_count'],
  image: ['parent_image'],
  mem: ['memory'],
  out: ['output'],
  packages: ['apt_packages'],
  pip: ['requirements'],
  pip_packages: ['requirements'],
  platform: ['build_config.build_options.platform'],
  platforms: ['build_config.build_options.platform'],
  python_packages: ['requirements'],
  ram: ['memory'],
  registry: ['target_repository'],
  repo: ['code_repository', 'target_repository'],
  root: ['source_root'],
  src: ['source_root'],
  system_packages: ['apt_packages'],
  tag: ['image_tag'],
  vars: ['variables'],
}

/** The key that a name from elsewhere stands for, or the one key that has the same words and more, or fewer. Undefined where none is sure. */
export function otherName(name: string, keys: readonly string[]): string | undefined {
  const known = own(ELSEWHERE, snake(name))?.find(key => keys.includes(key.split('.')[0]!))
  return known ?? sameWords(name, keys)
}

/** `integrations` → `required_integrations`, `python_version` → `python`; the one with the fewest words of difference. */
function sameWords(name: string, keys: readonly string[]): string | undefined {
  const words = wordsOf(name)
  // One general word is in many names, and says nothing.
  if (words.length === 1 && (words[0]!.length < 4 || GENERAL.has(words[0]!))) return undefined
  const near = keys.flatMap(key => {
    const others = wordsOf(key)
    const [few, many] = words.length <= others.length ? [words, others] : [others, words]
    const isPart = few.every(word => many.includes(word)) && !(few.length === 1 && GENERAL.has(few[0]!))
    return isPart ? [{ key, distance: many.length - few.length }] : []
  })
  const least = Math.min(...near.map(({ distance }) => distance))
  const [best, ...ties] = near.filter(({ distance }) => distance === least)
  return ties.length === 0 ? best?.key : undefined
}

const GENERAL: ReadonlySet<string> = new Set([
  'build',
  'file',
  'image',
  'model',
  'name',
  'package',
  'path',
  'run',
  'step',
  'type',
])

const snake = (name: string): string =>
  name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .replaceAll('-', '_')

/** In lower case, without the `s` of a plural. */
const wordsOf = (name: string): string[] =>
  snake(name)
    .split('_')
    .map(word => word.replace(/s$/, ''))
    .filter(Boolean)
