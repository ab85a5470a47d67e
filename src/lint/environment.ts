import { shellVariable } from '../credentials/placeholder.ts'
import { credentialsOf } from '../credentials/secret-setting.ts'
import { diagnostic, type Report } from '../diagnostics/diagnostic.ts'
import type { NamedNode } from '../model/settings.ts'
import { pythonStr } from '../python/values.ts'
import { placeOfPart } from '../sources/place-of-part.ts'
import type { Linted, LintedImage } from './linted.ts'

const KEYS = ['environment', 'runtime_environment'] as const

/** `$NAME` in a value: neither ZenML nor the Dockerfile, which quotes it, puts anything in its place. */
export function lintShellVariables({ images, sources }: Linted, report: Report): void {
  for (const { where, entry, text } of entriesOf(images)) {
    const name = entry.name.toUpperCase()
    const variable = shellVariable(text)
    // Noise with a `$` in it is more often a password, which has a message of its own.
    if (variable === undefined || LATER.test(name) || breaksPath(name, entry, text) || credentialsOf(text, name).length > 0)
      continue
    const at = placeOfPart(entry.value, variable, sources)
    const help =
      variable === `$${name}`
        ? "nothing is put in its place, not even the parent's value: write that out, or leave it away"
        : `write its value in its place, or \`\${${variable.slice(1)}}\`: then \`--var\`, \`variables\` or bake give the value`
    report(diagnostic('DC4103', at, { placeholder: variable, where }, { help }))
  }
}

/** Variables whose text a shell reads at run time. */
const LATER = /(?:^|_)(?:COMMAND|CMD|SCRIPT)$|^PS[0-4]$/

/** A PATH takes the place of the parent's: without the folders of the system's programs no layer builds and no container starts. */
export function lintPath({ images, workspace, sources }: Linted, report: Report): void {
  for (const { where, entry, text, image } of entriesOf(images)) {
    if (!breaksPath(entry.name.toUpperCase(), entry, text)) continue
    const variable = shellVariable(text)
    const { parent } = image
    const known = parent.kind === 'image' ? workspace.lock.images.get(parent.image)?.environment.get('PATH') : undefined
    const folders = text.split(':').filter(folder => folder !== '' && shellVariable(folder) === undefined)
    const whole = [...folders, known ?? USUAL].join(':')
    const written = variable === undefined ? '' : `nothing is put in the place of \`${variable}\`: `
    const help = `${written}write the parent's own folders behind yours, \`${whole}\`${known === undefined ? ' in most images' : ''}`
    const severity = variable !== undefined && workspace.dialect !== 'zenml' ? 'error' : 'warning'
    const at = variable === undefined ? entry.value.span : placeOfPart(entry.value, variable, sources)
    report(diagnostic('DC4151', at, { where }, { help, severity }))
  }
}

/** What the official images of Debian, Ubuntu and Python have. */
const USUAL = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

function breaksPath(name: string, { value }: NamedNode, text: string): boolean {
  if (name !== 'PATH' || value.kind === 'null' || (value.kind === 'string' && value.template !== undefined)) return false
  return !text.split(':').some(folder => /^\/(?:usr\/)?bin\/?$/.test(folder))
}

interface FoundEntry extends Pick<LintedImage, 'image'> {
  /** `environment.PATH`. */
  readonly where: string
  readonly entry: NamedNode
  readonly text: string
}

/** The entries that count for an image. */
function entriesOf(images: readonly LintedImage[]): FoundEntry[] {
  return images
    .filter(({ image }) => image.kind === 'build')
    .flatMap(({ image, settings }) =>
      KEYS.flatMap(key =>
        settings[key].map(entry => ({ where: `${key}.${entry.name}`, entry, text: pythonStr(entry.value), image })),
      ),
    )
}
