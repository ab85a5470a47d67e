import type { ListedRequirement } from '../model/plan.ts'
import { constraintsFile } from './constraints-file.ts'
import { allHashed, hashPerLine } from './hashes.ts'
import { HEAVY_PACKAGES } from './heavy-packages.ts'
import type { UnplacedInstall, UnplacedList } from './list-place.ts'

/**
 * The installs of `split_heavy`: the heavy lines of all lists, with the options of the lists that they are in. Lists with other options have an
 * install of their own, as they have later: an index of one list must not serve the packages of another.
 *
 * Heavy packages of a list with hashes come without their dependencies: the list names each of those with its own hash, and installs them later.
 *
 * @param together all lists are one install later (`resolve: joint`), so that their options hold for every line
 * @param isHeavy whether a package is heavy, by its normalised name; without it, those of the table are
 */
export function heavyInstalls(
  lists: readonly Lines[],
  together: boolean,
  isHeavy: (name: string) => boolean = name => HEAVY_PACKAGES.has(name),
): UnplacedInstall[] {
  const settings = together ? lists.map(() => settingOf(lists)) : lists.map(list => settingOf([list]))
  // Where several lists name a package, the last one's line counts, which wins in ZenML's order too.
  const chosen = new Map<string, { readonly line: string; readonly setting: string }>()
  for (const [i, list] of lists.entries()) {
    for (const { text, package: name } of list.lines) {
      if (name !== null && isHeavy(name)) chosen.set(name, { line: text, setting: settings[i]! })
    }
  }
  const used = [...new Set(settings)].filter(setting => [...chosen.values()].some(choice => choice.setting === setting))
  const kept: string[] = []
  return used.map((setting, i): UnplacedInstall => {
    const { options, hashes, constraints } = JSON.parse(setting) as Setting
    const own = [...chosen].filter(([, choice]) => choice.setting === setting)
    kept.push(...own.map(([name]) => name))
    return {
      title: `Heavy packages first: ${own.map(([name]) => name).join(', ')}`,
      lists: [
        {
          fileName: i === 0 ? '0-heavy.txt' : `0-heavy-${i + 1}.txt`,
          text: [...options, ...own.map(([, { line }]) => hashPerLine(line))].join('\n'),
          option: 'requirement',
        },
        ...constraints,
      ],
      hashes,
      dependencies: !hashes,
      heavy: [...kept],
      constrained: i > 0,
      stage: null,
    }
  })
}

/** The lines of a list. */
interface Lines {
  readonly fileName: string
  readonly constraints: string
  readonly lines: readonly (Pick<ListedRequirement, 'text' | 'package'> & Partial<Pick<ListedRequirement, 'read'>>)[]
}

/** What lists say about every line of theirs. */
interface Setting {
  readonly options: readonly string[]
  readonly constraints: readonly UnplacedList[]
  readonly hashes: boolean
}

/** As a text, so that equal ones are one. */
function settingOf(lists: readonly Lines[]): string {
  const own = lists.map(list => list.lines.filter(({ read }) => read?.kind !== 'constraint'))
  const options = own.flatMap(lines => lines.map(({ text }) => text)).filter(isSourceOption)
  const setting: Setting = {
    options: [...new Set(options)],
    hashes: own.every(allHashed),
    constraints: lists.flatMap(constraintsFile),
  }
  return JSON.stringify(setting)
}

/** Options that say where packages come from and of which kind they may be, with constraints at a URL. Hashes are asked for on the command line. */
const SOURCE_OPTIONS = new Set([
  ...['-i', '--index-url', '--extra-index-url', '-f', '--find-links', '--no-index', '--trusted-host'],
  ...['--no-binary', '--only-binary', '--pre', '--prefer-binary', '--use-feature'],
])

/** The options of lists that say so, each once, as they were written. */
export function sourceOptions(lists: readonly Lines[]): string[] {
  const texts = lists.flatMap(({ lines }) => lines.filter(({ read }) => read?.kind !== 'constraint').map(({ text }) => text))
  return [...new Set(texts.filter(text => SOURCE_OPTIONS.has(/^--?[a-z-]+/.exec(text)?.[0] ?? '')))]
}

function isSourceOption(line: string): boolean {
  const option = /^(?:--[a-z-]+|-[a-z])/.exec(line)?.[0] ?? ''
  return SOURCE_OPTIONS.has(option) || (/^(?:-c|--constraint)$/.test(option) && /https?:/i.test(line))
}
