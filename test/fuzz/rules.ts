/** What holds for every input. A rule's name is the sentence that it proves; it throws where it does not hold. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { DockerfileParser } from 'dockerfile-ast'
import * as assert from 'uvu/assert'
import { printGithub } from '../../src/diagnostics/print-github.ts'
import { printLine } from '../../src/diagnostics/print-line.ts'
import { printPretty } from '../../src/diagnostics/print-pretty.ts'
import { toJson } from '../../src/diagnostics/to-json.ts'
import { toSarif } from '../../src/diagnostics/to-sarif.ts'
import { readInstructions } from '../../src/dockerfile/read-instructions.ts'
import { parseDockerignore } from '../../src/dockerignore/parse-dockerignore.ts'
import type { Artifact, Output } from '../../src/model/artifact.ts'
import type { Compilation } from '../../src/model/compilation.ts'
import { readRequirementLine } from '../../src/requirements/requirement-line.ts'
import { heldLists } from '../support/held-list.ts'
import { assertBakeStrings } from './bake-strings.ts'
import { compileProject, type FuzzProject, textOf } from './project.ts'
import { SECRETS } from './words.ts'

/** Of the URL among the secrets. */
const PASSWORD = 'c0rrect-h0rse'

type Rule = (compilation: Compilation, project: FuzzProject) => void

export const RULES: Readonly<Record<string, Rule>> = {
  'there are outputs or errors, never both': ({ outputs, diagnostics }) => {
    const failed = diagnostics.some(d => d.severity === 'error')
    assert.ok(outputs.length === 0 || !failed)
    assert.ok(outputs.length > 0 || failed)
  },
  'what is said has a sentence': ({ diagnostics }) => {
    for (const { message, help } of diagnostics)
      assert.ok(message !== '' && help !== '' && !/undefined|\[object|NaN/.test(message), message)
  },
  'a place is in its file': ({ diagnostics }, project) => {
    for (const { code, at, notes = [] } of diagnostics) {
      for (const span of [at, ...notes.map(note => note.at)]) {
        if (!span) continue
        const text = textOf(project, span.file)
        if (text === undefined) continue
        assert.ok(0 <= span.start && span.start <= span.end && span.end <= text.length, `${code} at ${JSON.stringify(span)}`)
      }
    }
  },
  'the same input gives the same answer': (first, project) => assert.is(answer(compileProject(project)), answer(first)),
  'every printer prints, and nothing that acts on a terminal': ({ diagnostics }, project) => {
    const text = (file: string) => textOf(project, file)
    const printed = printPretty(diagnostics, { textOf: text }) + printLine(diagnostics, { textOf: text })
    assert.not.match(printed, /[^\n\P{Cc}]|\p{Cf}|[\u2028\u2029]/u)
    const github = printGithub(diagnostics, text)
    const commands = github.split('\n').filter(line => line.startsWith('::'))
    const annotations = commands.filter(line => /^::(?:error|warning|notice) /.test(line))
    assert.is(annotations.length, Math.min(diagnostics.length, 10), 'a workflow command takes one line')
    assert.is(commands.length - annotations.length, diagnostics.length > 10 ? 2 : 0, 'nothing but the group of the rest')
    assert.not.match(github, /[^\n\P{Cc}]/u)
    JSON.stringify([toJson(diagnostics, text), toSarif(diagnostics, text)])
  },
  'no message shows a credential': (compilation, project) => {
    const text = (file: string) => textOf(project, file)
    const { diagnostics, remarks } = compilation
    const said = [
      printPretty(diagnostics, { textOf: text, limit: Infinity }),
      printGithub(diagnostics, text),
      JSON.stringify(toSarif(diagnostics, text)),
      JSON.stringify([diagnostics, remarks]),
    ].join('\n')
    for (const secret of SECRETS) {
      const shown = secret.startsWith('https') ? PASSWORD : secret
      // Without the `@` that made it one, a password is a word like others.
      const isCut = [...project.files.keys()].some(path => text(path)?.replaceAll(`${PASSWORD}@`, '').includes(PASSWORD))
      assert.ok(!said.includes(shown) || (shown === PASSWORD && isCut), `it shows ${shown}`)
    }
  },
  'no path leaves the output folder': ({ outputs }) => {
    for (const { folder, files } of outputs) {
      assert.ok(!/(?:^|\/)\.\.(?:\/|$)|^\/|^[A-Za-z]:|\\|\0/.test(folder), folder)
      for (const { path } of files) {
        assert.ok(folder === '.' || path.startsWith(`${folder}/`), path)
        const inside = inFolder(path, folder)
        assert.match(inside, /^(?:[A-Za-z0-9_][A-Za-z0-9._-]{0,119}\/)*(?:[A-Za-z0-9_]|\.zenml_)[A-Za-z0-9._-]{0,130}$/)
        assert.not.match(inside, /(?:^|\/)(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|\/|$)/i)
      }
      assert.is(new Set(files.map(f => f.path.toLowerCase())).size, files.length, 'two files differ in case only')
    }
  },
  'every file is UTF-8 text': ({ outputs }) => {
    for (const { path, text } of outputs.flatMap(o => o.files))
      assert.is(Buffer.from(text).toString('utf8'), text, `${path} holds half of a surrogate pair`)
  },
  'the bake file is one, and only its own variables are evaluated': each(/^docker-bake\.json$/, ({ text }) => {
    const bake = JSON.parse(text) as { target?: Record<string, unknown>; variable?: Record<string, unknown> }
    assert.ok(isBake(bake), ajv.errorsText(isBake.errors))
    for (const name of Object.keys(bake.target ?? {})) assert.match(name, /^[a-zA-Z0-9_-]+$/)
    assertBakeStrings(bake)
  }),
  'the manifest is one, and knows every file': each(/^manifest\.json$/, ({ text }, { files, folder }) => {
    const manifest = JSON.parse(text) as { files: Record<string, string> }
    assert.ok(isManifest(manifest), ajv.errorsText(isManifest.errors))
    const others = files.filter(f => inFolder(f.path, folder) !== 'manifest.json')
    const hashes = Object.fromEntries(
      others.map(f => [inFolder(f.path, folder), createHash('sha256').update(f.text).digest('hex')]),
    )
    const listed = Object.fromEntries(Object.entries(manifest.files).map(([path, hash]) => [path, hash.replace('sha256:', '')]))
    assert.equal(listed, hashes)
  }),
  'Dockerfiles hold the instructions that were planned': each(/(?:^|\/)Dockerfile$/, ({ text }, output) => {
    const { instructions, problems } = readInstructions(text)
    assert.equal(problems, [], text)
    assert.ok(instructions.length > 0)
    const parsed = DockerfileParser.parse(text).getInstructions()
    assert.ok(parsed.length > 0)
    // ZenML writes values as they are, and its dialect does the same, with a warning.
    if (isDialect(output, 'zenml')) return
    const keywords = instructions.map(i => i.keyword)
    assert.is(keywords.filter(k => !OURS.has(k)).join(), '', `${text}\nholds an instruction that no template has`)
    // One stage is the image; before it may come those with the requirement lists, the one that looks at secrets, two that lend uv, and those that
    // layers of packages and of code are copied from.
    const stages = instructions.filter(i => i.keyword === 'from').map(i => i.rest)
    const own =
      /^(?:scratch AS dockcompile-lists)?,?(?:scratch AS dockcompile-files)?,?(?:\S+ AS dockcompile-secrets)?,?(?:\S+ AS dockcompile-base)?,?(?:\S+ AS dockcompile-parent)?,?(?:dockcompile-(?:base|parent) AS dockcompile-uv)?(?:,?dockcompile-(?:base|parent) AS (?:package|packages)-[\w.-]+)*(?:,?\S+ AS dockcompile-code)?$/
    assert.match(stages.slice(0, -1).join(), own, text)
    assert.equal(
      parsed.map(i => i.getKeyword().toLowerCase()),
      keywords,
      `dockerfile-ast sees other instructions in\n${text}`,
    )
  }),
  'ignore files hold patterns that Docker takes': each(/\.dockerignore$/, ({ path, text }, output) => {
    const read = parseDockerignore(text)
    // ZenML copies what the user wrote, and its dialect warns.
    assert.ok('patterns' in read || isDialect(output, 'zenml'), `${path}: ${JSON.stringify(read)}\n${text}`)
  }),
  'requirement lists hold requirements, and what installers refuse is said': ({ outputs, diagnostics }, project) => {
    const doubts = diagnostics.some(d => REQUIREMENT_DOUBTS.has(d.code))
    const check = ({ path, text }: Artifact) => {
      // A requirements file is handed on as it is; YAML's escapes make no control characters of their own.
      const odd = text.match(/[^\n\t\f\r\P{Cc}]|[\u2028\u2029]/u)?.[0]
      assert.ok(
        odd === undefined || [...project.files.values()].some(bytes => bytes.includes(odd)),
        `a control character in ${path}`,
      )
      assert.ok(text.endsWith('\n'), `${path} has no final line break`)
      for (const line of text.replace(/\\\r?\n/g, '').split(/\r?\n/)) {
        const requirement = line.replace(/(?:^|\s)#.*$/, '').trim()
        if (requirement === '') continue
        const read = readRequirementLine(requirement)
        // A line that only uv refuses is reported where uv installs.
        const isRefused = (read.kind === 'refused' || read.kind === 'misplaced') && read.by !== 'uv'
        if (isRefused) assert.ok(doubts, `nothing reports ${JSON.stringify(requirement)}`)
      }
    }
    each(/(?:^|\/)requirements\/[^/]+\.txt$/, check)({ outputs })
    each(/(?:^|\/)Dockerfile$/, ({ path, text }) => {
      for (const [name, list] of heldLists(text)) check({ path: `${path}, ${name}`, text: list })
    })({ outputs })
  },
}

/** A rule for the files of that name, read within their output folder. */
function each(
  name: RegExp,
  check: (file: Artifact, output: Output) => void,
): (compilation: Pick<Compilation, 'outputs'>) => void {
  return ({ outputs }) => {
    for (const output of outputs)
      for (const file of output.files) if (name.test(inFolder(file.path, output.folder))) check(file, output)
  }
}

const inFolder = (path: string, folder: string) => (folder === '.' ? path : path.slice(folder.length + 1))

const isDialect = ({ files }: Output, dialect: string) =>
  files.some(f => f.path.endsWith('manifest.json') && (JSON.parse(f.text) as { dialect: string }).dialect === dialect)

const OURS = new Set(['from', 'arg', 'env', 'run', 'copy', 'user', 'workdir', 'shell', 'label', 'entrypoint'])
const REQUIREMENT_DOUBTS = new Set(['DC4110', 'DC4111', 'DC4112'])

const ajv = new Ajv2020({ strict: false })
const schema = (name: string) => ajv.compile(JSON.parse(readFileSync(`schema/${name}.schema.json`, 'utf8')))
const isBake = schema('bake')
const isManifest = schema('manifest')

const answer = ({ outputs, diagnostics, remarks, reads }: Compilation): string =>
  JSON.stringify([outputs, diagnostics, remarks, reads])
