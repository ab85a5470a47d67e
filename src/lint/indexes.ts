import { firstTime } from '../basics/first-time.ts'
import { diagnostic, type Report } from '../diagnostics/diagnostic.ts'
import { withoutTrailingSlashes } from '../paths/trailing-slashes.ts'
import { INDEX_OPTIONS, indexUrls, optionOf } from '../requirements/index-options.ts'
import type { Span } from '../sources/span.ts'
import { type Linted, type LintedImage, placeKey, readsVariable, writtenArguments } from './linted.ts'

/** An index in the place of PyPI, and who says so. */
interface DefaultIndex {
  readonly url: string
  readonly where: string
  readonly at: Span | null
}

/**
 * An index in PyPI's place in a list, and another one in the installer's arguments or variables. pip takes the list's, for this one install (pip
 * `build_finder`: a list's `--index-url` replaces what was given), and uv the other (uv `IndexLocations::combine`: the command line comes first).
 */
export function lintTwoIndexes({ images }: Linted, report: Report): void {
  const isFirst = firstTime<string>()
  for (const linted of images) {
    const { name } = linted.image.installer
    if (linted.image.kind !== 'build') continue
    const ofAll = indexOfInstaller(linted)
    if (!ofAll) continue
    for (const ofList of indexesOfLists(linted)) {
      const [used, lost] = name === 'pip' ? [ofList, ofAll] : [ofAll, ofList]
      if (ofList.url === ofAll.url || !isFirst(`${placeKey(lost.at)} ${ofList.at?.start}`)) continue
      const params = { where: lost.where, index: lost.url, installer: name, used: used.where }
      const help =
        name === 'pip'
          ? 'name one of the two; one that is asked beside the other is an `--extra-index-url`'
          : 'name one of the two; one that is asked beside the other is an `--extra-index-url` of the list, or an `index` of the arguments'
      report(diagnostic('DC4146', lost.at, params, { help }))
    }
  }
}

function indexOfInstaller(linted: LintedImage): DefaultIndex | undefined {
  const { image } = linted
  const argument = writtenArguments(linted).find(({ name }) => INDEX_OPTIONS[name] === 'default-index')
  if (argument?.value) return named(argument.value, `\`python_package_installer_args.${argument.name}\``, argument.at)
  const entry = image.environment.find(({ name }) => readsVariable(image, name) && INDEX_OPTIONS[name] === 'default-index')
  return entry && typeof entry.value === 'string' ? named(entry.value, `\`environment.${entry.name}\``, entry.at) : undefined
}

function indexesOfLists({ lists }: LintedImage): DefaultIndex[] {
  return lists.flat().flatMap(({ read, text, at, where }) => {
    const isDefault = read.kind === 'option' && read.value !== null && INDEX_OPTIONS[optionOf(text) ?? ''] === 'default-index'
    return isDefault ? (named(read.value!, where, at) ?? []) : []
  })
}

function named(text: string, where: string, at: Span | null): DefaultIndex | undefined {
  const [url] = indexUrls(text)
  return url === undefined ? undefined : { url: withoutTrailingSlashes(url), where, at }
}
