import { byList } from '../../answers/explain/requirement-origins.ts'
import { weightOf, weightText } from '../../answers/layers/package-layers.ts'
import { groupBy } from '../../basics/group-by.ts'
import type {
  ExplainedCause,
  ExplainedDiagnostic,
  ExplainedImage,
  ExplainedInputKey,
  ExplainedKey,
  ExplainedLayers,
  ExplainedLine,
  ExplainedPackage,
  ExplainedPlace,
  ExplainedProjectKey,
  ExplainedRequest,
  ExplainedRequirement,
  ExplainedSetting,
  ExplainedSplit,
  ExplainedWorkspace,
} from '../../model/generated/explain.ts'
import type { Answer } from './answers.ts'
import type { Page, Styled } from './page.ts'

/** How to print. */
export interface Printing {
  readonly page: Page
  /** How to write a file's name: relative to where the reader is. */
  readonly nameOf: (file: string) => string
  /** Show all, where there is much. */
  readonly verbose: boolean
}

/** How many of many things are shown. */
const SOME = 5

/** Answers for people. */
export function printAnswers(answers: readonly Answer[], printing: Printing): void {
  const printer = new Printer(printing)
  printer.lines(answers.filter(answer => answer.about === 'line'))
  for (const answer of answers) printer.print(answer)
}

class Printer {
  readonly #page: Page
  readonly #nameOf: (file: string) => string
  readonly #verbose: boolean

  constructor({ page, nameOf, verbose }: Printing) {
    this.#page = page
    this.#nameOf = nameOf
    this.#verbose = verbose
  }

  print(answer: Answer): void {
    if (answer.about === 'workspace') this.#workspace(answer)
    else if (answer.about === 'image') this.#image(answer)
    else if (answer.about === 'package') this.#package(answer)
    else if (answer.about === 'key') this.#key(answer)
    else if (answer.about === 'input-key') this.#inputKey(answer)
    else if (answer.about === 'project-key') this.#projectKey(answer)
    else if (answer.about === 'diagnostic') this.#diagnostic(answer)
  }

  #workspace({ folder, stack, zenml, python, dialect, images, splits, without_effect }: ExplainedWorkspace): void {
    const page = this.#page
    const count = `${images.length} ${images.length === 1 ? 'image' : 'images'}`
    page.title(`${folder}: ${count} for the stack \`${stack}\``)
    page.line(['weak', `ZenML ${zenml}, Python ${python}, dialect ${dialect}`])
    if (images.length) page.line()
    const shown = this.#some(images, 20)
    page.rows(
      0,
      shown.map(({ image, kind, requests, used_by }): Styled[] => [
        ['name', image],
        kind,
        `${requests[0]?.why ?? used_by.join(', ')}${requests.length > 1 ? ` (and ${requests.length - 1} more)` : ''}`,
      ]),
    )
    this.#more(images.length - shown.length, 'image', 0)
    if (splits.length) page.title('What keeps images apart')
    for (const split of this.#some(splits)) this.#split(split)
    this.#more(splits.length - this.#some(splits).length, 'group', 2)
    if (without_effect.length) page.title('Settings without effect')
    this.#settings(without_effect, true)
    if (images[0]) {
      page.line()
      page.prose(0, [
        [
          'weak',
          `\`dockcompile explain ${images[0].image}\` says more about an image, \`dockcompile explain ${images[0].image}:1\` of a line of its Dockerfile.`,
        ],
      ])
    }
  }

  #image(answer: ExplainedImage): void {
    const page = this.#page
    page.title(['name', answer.image], ` (${answer.kind})`)
    for (const tag of this.#some(answer.tags)) page.line('  ', tag)
    this.#more(answer.tags.length - this.#some(answer.tags).length, 'tag', 2)
    page.title('Why it exists')
    this.#requests(answer.requests)
    if (answer.requests.length === 0) page.prose(2, [`used by ${answer.used_by.join(', ') || 'nobody'}`])
    page.title('What it is based on')
    page.line('  ', answer.parent.from)
    this.#reason(2, answer.parent.rule, answer.parent.causes)
    page.title('How the code comes in')
    this.#reason(2, answer.code.rule, answer.code.causes)
    if (answer.system_packages.length) {
      page.title('System packages')
      this.#byAsker(
        2,
        answer.system_packages.map(({ package: text, causes }) => ({ text, causes })),
      )
    }
    if (answer.requirements.length) page.title('Requirements')
    for (const list of byList(answer.requirements)) this.#requirementList(list, answer.dockerfile)
    if (answer.layers) this.#layers(answer.layers)
    if (answer.sent_again) {
      page.title('What an edit sends again, by the sizes in the lock file')
      page.rows(
        2,
        answer.sent_again.map(({ layer, estimate }, i, { length }): Styled[] => [
          ['name', layer],
          `${weightText(estimate)}${i < length - 1 ? ', as each later install follows' : ''}`,
        ]),
      )
    }
    if (answer.splits.length) page.title('What keeps it apart from other images')
    for (const split of this.#some(answer.splits)) this.#split(split)
    if (answer.dockerfile === null) return
    page.title('Dockerfile')
    page.line('  ', ['place', this.#nameOf(answer.dockerfile)])
    page.prose(2, [
      [
        'weak',
        `\`dockcompile show ${answer.image} --line-numbers\` prints it, \`dockcompile explain ${answer.image}:LINE\` explains a line.`,
      ],
    ])
  }

  #layers({ own, kept, replaced }: ExplainedLayers): void {
    const page = this.#page
    page.title('Layers of packages, none of which depends on another')
    const shown = this.#some(own, 20)
    page.rows(
      2,
      shown.map(({ layer, packages, shared_with: others }): Styled[] => [
        ['name', layer],
        weightText(weightOf([byName(packages)])!),
        this.#names(packages.map(({ package: name, version }) => (version === null ? name : `${name} ${version}`))),
        others.length > 0 ? `shared with ${this.#names(others)}` : '',
      ]),
    )
    this.#more(own.length - shown.length, 'layer', 2)
    if (kept.length) page.prose(2, [`The parent has these already: ${this.#names(kept)}`])
    if (replaced.length) page.prose(2, [`Other versions replace these of the parent: ${this.#names(replaced)}`])
  }

  #requests(requests: readonly ExplainedRequest[]): void {
    const shown = this.#some(requests)
    this.#page.rows(
      2,
      shown.map(({ pipeline, step, key, why }): Styled[] => [step === null ? pipeline : `${pipeline}/${step}`, key, why]),
    )
    this.#more(requests.length - shown.length, 'request', 2)
  }

  #requirementList(lines: readonly ExplainedRequirement[], dockerfile: string | null): void {
    const page = this.#page
    const [first] = lines
    page.line('  ', ['place', `${this.#nameOf(first!.file)}${first!.file === dockerfile ? `:${first!.line}` : ''}`])
    page.prose(2, [['weak', first!.rule]])
    const whole = lines[0]!.causes.filter(isWholeList)
    for (const { at, beat } of this.#some(whole))
      page.prose(4, [['place', at ? this.#place(at) : ''], beat.length ? `beats ${this.#places(beat)}` : ''])
    const shown = this.#some(lines, 40)
    this.#byAsker(4, shown)
    this.#more(lines.length - shown.length, 'line', 4)
  }

  /** Packages below those who asked for them: components of a stack ask for many at once. A package that somebody asks for alone is a row. */
  #byAsker(indent: number, packages: readonly { readonly text: string; readonly causes: readonly ExplainedCause[] }[]): void {
    const asked = packages.map(({ text, causes }) => ({ text, by: this.#sources(causes) }))
    const groups = groupBy(asked, ({ by }) => by)
    for (const several of groups.filter(group => group.length > 1)) {
      const { by } = several[0]!
      this.#page.prose(indent, by === '' ? ['nobody says who asked for:'] : [`${by}:`], 2)
      this.#page.prose(indent + 2, [several.map(({ text }) => text).join(', ')])
    }
    this.#page.rows(
      indent,
      groups.filter(group => group.length === 1).flatMap(([one]): Styled[][] => (one ? [[one.text, one.by]] : [])),
    )
  }

  /** Lines of Dockerfiles; the reasons of neighbours that have the same are said once. */
  lines(lines: readonly ExplainedLine[]): void {
    const page = this.#page
    const digits = Math.max(0, ...lines.map(({ line }) => String(line).length))
    for (const [i, { dockerfile, line, text, reasons, template }] of lines.entries()) {
      const [before, after] = [lines[i - 1], lines[i + 1]]
      if (before?.dockerfile !== dockerfile) page.title(['place', this.#nameOf(dockerfile)])
      page.line(['weak', `${String(line).padStart(digits)} | `], ['title', text])
      if (after && after.dockerfile === dockerfile && isSame(after.reasons, reasons)) continue
      for (const { part, rule, causes } of reasons) this.#reason(digits + 3, `${part}: ${rule}`, causes)
      if (template) page.prose(digits + 3, [['weak', laidOut(template, this.#nameOf)]])
      if (after?.dockerfile === dockerfile) page.line()
    }
  }

  #package({ package: name, images }: ExplainedPackage): void {
    const page = this.#page
    page.title(['name', name], ` is in ${images.length} ${images.length === 1 ? 'image' : 'images'}`)
    // Images to which it comes the same way are reported together.
    const ways = new Map<string, { images: string[]; example: ExplainedPackage['images'][number] }>()
    for (const each of images) {
      const key = JSON.stringify([each.requirements.map(({ text, rule, causes }) => [text, rule, causes]), each.system_packages])
      const known = ways.get(key) ?? { images: [], example: each }
      known.images.push(each.image)
      ways.set(key, known)
    }
    for (const { images: names, example } of ways.values()) {
      page.line()
      page.prose(2, [
        [
          'title',
          `${this.#some(names).join(', ')}${names.length > this.#some(names).length ? ` and ${names.length - SOME} more` : ''}`,
        ],
      ])
      for (const { text, file, line, layer, rule, causes } of example.requirements) {
        page.line('    ', text, '  ', ['place', `${this.#nameOf(file)}:${line}`])
        if (layer !== null) page.prose(6, ['in the layer', ['name', layer]])
        this.#reason(6, rule, causes)
      }
      for (const { causes } of example.system_packages) this.#reason(4, 'a system package, installed by apt-get', causes)
    }
  }

  #key({ key, description, default: value, settings }: ExplainedKey): void {
    const page = this.#page
    page.title(['name', `settings.docker.${key}`])
    if (description) page.prose(2, [description])
    page.prose(2, [['weak', `default: ${value === null ? 'none' : JSON.stringify(value)}`]])
    if (settings.length === 0) page.prose(2, ['It is not written anywhere, so the default counts.'])
    else page.line()
    this.#settings(settings, false)
  }

  #settings(settings: readonly ExplainedSetting[], short: boolean): void {
    const page = this.#page
    const shown = this.#some(settings, short ? SOME : 20)
    for (const setting of shown) {
      page.line('  ', ['place', this.#place(setting.at)], '  ', ['title', setting.key], ': ', clipped(setting.value))
      const style = setting.effect === 'used' ? 'good' : 'bad'
      page.prose(4, [
        [style, setting.effect],
        `(${setting.step === null ? setting.layer : `step ${setting.step}`}): ${setting.why}`,
      ])
      if (short) continue
      // Two levels may take one value from one YAML anchor: a place does not beat itself.
      const isOther = (at: ExplainedPlace) => !isSame(at, setting.at)
      for (const { at, images } of this.#some(setting.beaten_by.filter(({ at }) => isOther(at))))
        page.prose(4, ['beaten by', ['place', this.#place(at)], `in ${this.#names(images)}`])
      const beat = setting.beat.filter(isOther)
      if (beat.length) page.prose(4, ['beats', ['place', this.#places(beat)]])
      if (setting.effect === 'used' && setting.images.length > 1) page.prose(4, [`images: ${this.#names(setting.images)}`])
      const files = groupBy(setting.lines, ({ dockerfile }) => dockerfile)
      const some = this.#some(files)
      if (some.length)
        page.prose(4, [
          'lines:',
          [
            'place',
            some.map(lines => `${this.#nameOf(lines[0]!.dockerfile)}:${ranges(lines.map(({ line }) => line))}`).join('; '),
          ],
          files.length > some.length ? `and those of ${files.length - some.length} more images` : '',
        ])
    }
    this.#more(settings.length - shown.length, 'place', 2)
  }

  #inputKey({ key, of, description, written }: ExplainedInputKey): void {
    const page = this.#page
    page.title(['name', key], ` of ${of}`)
    page.prose(2, [description])
    const shown = this.#some(written)
    if (written.length === 0) page.rows(2, [['written', 'nowhere']])
    page.rows(
      2,
      shown.map(({ value, at }): Styled[] => ['written', clipped(value), ['place', this.#place(at)]]),
    )
    this.#more(written.length - shown.length, 'place', 2)
  }

  #projectKey({ key, description, written, effective, flag }: ExplainedProjectKey): void {
    const page = this.#page
    page.title(['name', key], ' of the project file')
    page.prose(2, [description])
    const rows: Styled[][] = []
    if (written) rows.push(['written', written.value, ['place', this.#place(written.at)]])
    else rows.push(['written', 'nowhere'])
    if (flag) rows.push(['flag', `${flag} wins over it`])
    if (effective !== null) rows.push(['counts', effective])
    page.rows(2, rows)
  }

  #diagnostic({ page: text }: ExplainedDiagnostic): void {
    let code = false
    for (const line of refilled(text.trimEnd().split('\n'))) {
      if (line.startsWith('```')) code = !code
      else if (code) this.#page.line('    ', line)
      else if (line.startsWith('#')) this.#page.line(['title', line.replace(/^#+ */, '')])
      else if (line === '') this.#page.line()
      else if (line.startsWith('|')) this.#page.line(line)
      else this.#page.prose(0, [line], /^(?:[-*]|\d+\.) /.test(line) ? 2 : 0)
    }
  }

  #split({ keys, names, images, causes }: ExplainedSplit): void {
    const page = this.#page
    const [first] = keys
    const below = names.length ? ` (${this.#names(names)})` : ''
    const what = keys.length === 1 ? `${first}${below} alone keeps apart` : `${keys.join(', ')} keep apart`
    page.prose(2, [['name', what], this.#names(images)], 2)
    const shown = this.#some(causes)
    const places = shown.map(({ at, what }) => (at ? this.#place(at) : what)).join(', ')
    const more = causes.length - shown.length
    if (shown.length) page.prose(4, [['place', places], more > 0 ? `and ${more} more` : ''])
  }

  /** A rule, and below it what made it apply. */
  #reason(indent: number, rule: string, causes: readonly ExplainedCause[]): void {
    const page = this.#page
    page.prose(indent, [rule], 2)
    const shown = this.#some(causes)
    page.rows(
      indent + 2,
      shown.map(({ what, at, beat }): Styled[] => [
        ['place', at ? this.#place(at) : 'no place of its own'],
        `${what}${beat.length ? `, beats ${this.#places(beat)}` : ''}`,
      ]),
    )
    this.#more(causes.length - shown.length, 'place', indent + 2)
  }

  /** Who brought something, in one cell. */
  #sources(causes: readonly ExplainedCause[]): string {
    const own = causes.filter(cause => !isWholeList(cause))
    const shown = this.#some(own)
    const named = shown.map(({ what, at, beat }) => {
      const place = at ? this.#place(at) : ''
      // The place of a line says what it is.
      const isPlain = at !== null && /^(?:requirements|apt_packages)(?:\[|$)/.test(what)
      const lost = beat.length ? ` (beats ${this.#places(beat)})` : ''
      return isPlain || what === at?.file ? `${place}${lost}` : `${what}${place ? ` ${place}` : ''}${lost}`
    })
    return `${named.join(', ')}${own.length > shown.length ? `, and ${own.length - shown.length} more` : ''}`
  }

  #place({ file, line, column }: ExplainedPlace): string {
    return `${this.#nameOf(file)}${line === null ? '' : `:${line}:${column}`}`
  }

  #places(places: readonly ExplainedPlace[]): string {
    return places.map(place => this.#place(place)).join(', ')
  }

  #names(names: readonly string[]): string {
    const shown = this.#some(names)
    return names.length > shown.length ? `${shown.join(', ')} and ${names.length - shown.length} more` : shown.join(', ')
  }

  #some<T>(items: readonly T[], limit = SOME): readonly T[] {
    return this.#verbose || items.length <= limit + 1 ? items : items.slice(0, limit)
  }

  #more(n: number, what: string, indent: number): void {
    if (n > 0) this.#page.line(' '.repeat(indent), ['weak', `… and ${n} more ${what}s (--verbose shows all)`])
  }
}

/** A page of Markdown with each paragraph and each item of a list on one line: where its source breaks lines means nothing. */
function refilled(lines: readonly string[]): string[] {
  const result: string[] = []
  let code = false
  let goesOn = false
  for (const line of lines) {
    const isFence = line.startsWith('```')
    if (isFence) code = !code
    const starts = isFence || code || line === '' || /^(?:[#|>]|(?:[-*]|\d+\.) )/.test(line)
    if (goesOn && !starts) result.push(`${result.pop()!} ${line.trim()}`)
    else result.push(line)
    goesOn = !isFence && !code && line !== '' && !/^[#|]/.test(line)
  }
  return result
}

const byName = (packages: ExplainedLayers['own'][number]['packages']) => ({
  packages: Object.fromEntries(packages.map(({ package: name, ...rest }) => [name, rest])),
})

/** The setting that names a list, not the line in it. */
const isWholeList = ({ what }: ExplainedCause): boolean => what === 'requirements'

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)

function laidOut({ path, line, shipped }: NonNullable<ExplainedLine['template']>, nameOf: (file: string) => string): string {
  return shipped
    ? `laid out by line ${line} of ${path}, a template of dockcompile`
    : `laid out by line ${line} of ${nameOf(path)}`
}

/** `17, 20-23`. */
function ranges(numbers: readonly number[]): string {
  const runs: [first: number, last: number][] = []
  for (const number of [...numbers].sort((a, b) => a - b)) {
    const run = runs.at(-1)
    if (run && number <= run[1] + 1) run[1] = number
    else runs.push([number, number])
  }
  return runs.map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`)).join(', ')
}

const clipped = (text: string): string => (text.length > 80 ? `${text.slice(0, 79)}…` : text)
