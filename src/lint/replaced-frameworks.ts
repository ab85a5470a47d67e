import { satisfies, validRange } from '@renovatebot/pep440'
import { firstTime } from '../basics/first-time.ts'
import { diagnostic, type Report } from '../diagnostics/diagnostic.ts'
import { holds, markerEnvironment } from '../requirements/marker.ts'
import { isPackage, type Linted, type PackageLine, placeKey } from './linted.ts'

/** Parents that are there for one package, whose version begins their tags. */
const FRAMEWORKS: readonly { readonly reference: RegExp; readonly name: string }[] = [
  { reference: /^(?:(?:index\.)?docker\.io\/)?pytorch\/pytorch:(\d+\.\d+\.\d+)(?![\w.])/, name: 'torch' },
  { reference: /^(?:(?:index\.)?docker\.io\/)?tensorflow\/tensorflow:(\d+\.\d+\.\d+)(?![\w.])/, name: 'tensorflow' },
]

/** A requirement that the version of the parent does not meet: the image gets a second one of several GB, built for another CUDA perhaps. */
export function lintReplacedFrameworks({ images, workspace: { python } }: Linted, report: Report): void {
  const isFirst = firstTime<string>()
  const environment = markerEnvironment(python)
  for (const { image, lists } of images) {
    if (image.kind !== 'build' || image.parent.kind !== 'image') continue
    const { image: parent } = image.parent
    for (const { reference, name } of FRAMEWORKS) {
      const version = reference.exec(parent)?.[1]
      if (version === undefined) continue
      for (const line of lists.flat().filter(isPackage)) {
        if (line.package !== name || isMetBy(version, line) || holds(line.read.marker, environment) === false) continue
        if (!isFirst(`${parent} ${placeKey(line.at)}`)) continue
        const help = `write \`${name}==${version}\`, or take a parent with the version that you need`
        report(diagnostic('DC4185', line.at, { line: line.text, name, version, parent }, { help }))
      }
    }
  }
}

/** Whether a version is enough for a requirement. A local part (`+cu128`) says for which CUDA, and the tag does not. */
function isMetBy(version: string, { read }: PackageLine): boolean {
  const specifier = read.specifier.replace(/\+[\w.]+/g, '').trim()
  if (read.url !== null) return false
  return specifier === '' || !validRange(specifier) || satisfies(version, specifier, { prereleases: true })
}
