/** Where everything comes from: every line of every generated Dockerfile, requirements, settings, and what keeps images apart. */

import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { explain } from '../src/answers/explain/explain.ts'
import type { Explainer } from '../src/answers/explain/explainer.ts'
import { groupBy } from '../src/basics/group-by.ts'
import { explainCommand } from '../src/commands/explain.ts'
import { UsageError } from '../src/commands/shared/arguments.ts'
import { compileProject, type Project } from '../src/commands/shared/project.ts'
import { wholeSchema } from '../src/commands/shared/whole-schema.ts'
import { codes } from '../src/diagnostics/codes.ts'
import type { Span } from '../src/sources/span.ts'
import { callIn } from './golden/call.ts'
import { goldenCases } from './golden/cases.ts'
import { STACK, TestProject } from './golden/project.ts'

interface Case {
  readonly name: string
  readonly project: Project
  readonly explainers: readonly Explainer[]
}

function explained(name: string, folder: string, line: string): Case {
  const call = callIn(folder, line)
  const project = compileProject(call, call.words)
  return { name, project, explainers: explain(project.compilation, project.sources) }
}

/** Every golden case that has an output, and the examples. */
const cases = [
  ...goldenCases
    .filter(({ folder }) => existsSync(join(folder, 'expected/build')))
    .map(({ name, project, line }) => explained(name, project, line)),
  explained('quickstart', 'examples/quickstart', ''),
  explained('quickstart, portable', 'examples/quickstart', '--dialect portable'),
  explained('quickstart, zenml', 'examples/quickstart', '--dialect zenml'),
]

const dockerfiles = cases.flatMap(({ name, project, explainers }) =>
  explainers.flatMap(explainer =>
    explainer.explained.plan.images.flatMap(image =>
      explainer.dockerfiles(image).map(file => ({ name, project, explainer, image, ...file })),
    ),
  ),
)
const written = ({ sources }: Project, at: Span) => sources.read(at.file)!.slice(at.start, at.end)

test('every line of every generated Dockerfile has its reasons', () => {
  const generated = cases.flatMap(({ name, explainers }) =>
    explainers.flatMap(({ explained: { output } }) =>
      output.files.filter(({ path }) => /(?:^|[/.])Dockerfile$/.test(path)).map(file => ({ name, ...file })),
    ),
  )
  assert.ok(generated.length > 100)
  for (const { name, path, text } of generated) {
    const lines = dockerfiles.find(file => file.name === name && file.path === path)?.lines
    assert.ok(lines, `${name}: ${path} is not explained`)
    const expected = text.replace(/\n$/, '').split('\n')
    assert.is(lines.length, expected.length, `${name}: ${path}`)
    for (const [i, { line, text: shown, reasons, pieces }] of lines.entries()) {
      const where = `${name}: ${path}:${i + 1}: ${expected[i]}`
      assert.is(line, i + 1, where)
      if (!shown.includes('***')) assert.is(shown, expected[i], where)
      assert.is(pieces.map(piece => piece.text).join(''), shown, where)
      assert.ok(reasons.length > 0, where)
      assert.ok(
        reasons.every(({ rule }) => rule !== ''),
        where,
      )
    }
  }
})

test('a line that no value wrote names its line in the template, where its text stands', () => {
  let fixed = 0
  for (const { name, explainer, path, lines } of dockerfiles) {
    const own = [...explainer.explained.templates().values()]
    for (const { line, text, pieces, template } of lines) {
      if (!template) continue
      const source = template.shipped ? readFileSync(template.path, 'utf8') : own.find(({ path }) => path === template.path)!.text
      const at = source.split('\n')[template.line - 1]!
      if (pieces.length !== 1 || pieces[0]!.reason !== null || text.includes('***')) continue
      fixed++
      // Helpers break lines: the rest of a template's line may be below its start.
      assert.ok(at.replace(/\{\{.*?\}\}/g, '').includes(text.trim()), `${name}: ${path}:${line}: ${text}: not in ${at}`)
    }
  }
  assert.ok(fixed > 300)
})

test('a line of a shipped template never has the template as its only reason', () => {
  for (const { name, path, lines } of dockerfiles)
    for (const { line, text, reasons, template } of lines)
      if (text !== '' && template?.shipped) assert.is.not(reasons[0]!.part, 'template', `${name}: ${path}:${line}: ${text}`)
})

test('an ENV line points at the value of its key', () => {
  let found = 0
  for (const { name, project, image, path, lines } of dockerfiles) {
    for (const entry of [...image.environment, ...image.runtimeEnvironment]) {
      // In Python a value may come from anywhere.
      if (entry.at.file.endsWith('.py')) continue
      const own = lines.filter(({ text }) => text.startsWith(`ENV ${entry.name}=`))
      // The Dockerfile below an image is the user's.
      if (own.length === 0 && path.endsWith('/parent.Dockerfile')) continue
      const places = own.flatMap(({ reasons }) => reasons[0]!.causes.map(({ at }) => at!))
      const text = project.sources.read(entry.at.file)!
      const key = places.find(at => at.file === entry.at.file && at.start > entry.at.start)
      assert.ok(key, `${name}: ${path}: ${entry.name}`)
      // Between the key and the value stand a colon and space.
      assert.match(text.slice(entry.at.end, key.start), /^["']?\s*:\s*(?:[&!]\S+\s+|\|\s*|>\s*)*$/, `${name}: ${entry.name}`)
      found++
    }
  }
  assert.ok(found > 20)
})

test('a line of a requirement list points at where it was written', () => {
  let found = 0
  for (const { name, project, explainers } of cases) {
    for (const explainer of explainers) {
      for (const image of explainer.explained.plan.images) {
        for (const { file, line, text, group, causes } of explainer.image(image).requirements) {
          const list = explainer.explained.output.files.find(({ path }) => path === file)
          const where = `${name}: ${file}:${line}: ${text}`
          assert.ok(list, where)
          // A continued line is one requirement, and comments are left out.
          if (!text.includes('***')) assert.ok(list.text.split('\n')[line - 1]!.includes(text.split(/[\s\\]/)[0]!), where)
          if (group === 'resolution') continue
          assert.ok(causes.length > 0, where)
          // What ZenML puts in the place of a text that names a file is not written there.
          if (group !== 'user' || text.includes('***') || name.startsWith('DC4020')) continue
          const place = written(project, causes[0]!.at!)
          if (!place.includes('${')) assert.ok(place.includes(text.split(/[\s\\]/)[0]!), `${where}: ${place}`)
          found++
        }
      }
    }
  }
  assert.ok(found > 50)
})

test('every setting that was written is used, beaten or without effect, and says why', () => {
  const effects = new Set<string>()
  for (const { name, explainers } of cases) {
    for (const setting of explainers.flatMap(explainer => explainer.settings())) {
      effects.add(setting.effect)
      assert.is.not(setting.why, '', `${name}: ${setting.key}`)
      assert.is(setting.effect === 'used', setting.images.length > 0, `${name}: ${setting.key}`)
    }
  }
  assert.equal([...effects].sort(), ['beaten', 'unused', 'used'])
})

test('the settings of one file are those of all that are written there', () => {
  for (const { name, explainers } of cases) {
    for (const explainer of explainers) {
      for (const all of groupBy(explainer.settings(), ({ at }) => at.file)) {
        const { file } = all[0]!.at
        assert.equal(
          explainer.settings(() => true, file),
          all,
          `${name}: ${file}`,
        )
      }
    }
  }
})

test('no credential is shown', () => {
  let secrets = 0
  for (const { name, project, explainers } of cases) {
    const hidden = project.compilation.diagnostics.flatMap(({ redact, at }) => (redact && at ? [written(project, at)] : []))
    const all = JSON.stringify(
      explainers.map(explainer => [
        explainer.settings(),
        explainer.explained.plan.images.map(image => [explainer.image(image), explainer.dockerfiles(image)]),
      ]),
    )
    for (const secret of hidden) {
      secrets++
      assert.not(all.includes(secret.replace(/^["']|["']$/g, '')), `${name} shows what DC41xx hides`)
    }
  }
  assert.ok(secrets > 0)
})

const project = new TestProject({
  'stack.yaml': STACK,
  'dockcompile.config.yaml':
    'stack: stack.yaml\npipelines:\n  - {file: train.yaml, steps: [load, fit, predict]}\npython: "3.11"\n',
  'train.yaml': `settings:
  docker:
    requirements: [numpy==2.3.5]
    apt_packages: [git]
    environment: {MODE: train}
    build_context_root: .
steps:
  fit:
    settings: {docker: {requirements: [numpy==2.3.5, torch==2.9.1]}}
  predict:
    settings: {docker: {environment: {MODE: serve}}}
`,
})
test.after(() => project.remove())

const ajv = new Ajv2020({ strict: false })
const validate = ajv.compile(JSON.parse(wholeSchema('explain')))

// biome-ignore lint/suspicious/noExplicitAny: the schema says what it is
type Answered = { answers: any[] }

async function answers(line: string) {
  const { code, out } = await project.run(explainCommand, `${line} --json`)
  assert.is(code, 0)
  const result = JSON.parse(out) as Answered
  assert.ok(validate(result), ajv.errorsText(validate.errors))
  return result.answers
}

test('without an argument: the images, what keeps them apart, and what does nothing', async () => {
  const [workspace] = await answers('')
  assert.equal(
    workspace.images.map((each: { image: string }) => each.image),
    ['train', 'train-fit', 'train-predict'],
  )
  assert.equal(
    workspace.splits.map(({ keys, names, images }: { keys: string[]; names: string[]; images: string[] }) => [
      keys,
      names,
      images,
    ]),
    [
      [['environment'], ['MODE'], ['train', 'train-predict']],
      [['requirements'], [], ['train', 'train-fit']],
    ],
  )
  assert.equal(
    workspace.without_effect.map(({ key, why }: { key: string; why: string }) => [key, why]),
    [['build_context_root', 'it needs `dockerfile`, which is not set']],
  )
  const { out } = await project.run(explainCommand)
  assert.match(out, 'requirements alone keeps apart train, train-fit\n    train.yaml:3:19, train.yaml:9:39\n')
})

test('a setting: where it counts, and who beats it', async () => {
  const [key] = await answers('requirements')
  const [pipeline, step] = key.settings
  assert.equal(pipeline.images, ['train', 'train-predict'])
  assert.equal(pipeline.beaten_by, [{ at: { file: 'train.yaml', line: 9, column: 39 }, images: ['train-fit'] }])
  assert.equal(step.images, ['train-fit'])
  assert.equal(step.beat, [{ file: 'train.yaml', line: 3, column: 19 }])
  assert.is((await answers('settings.docker.environment.MODE'))[0].settings.length, 2)
  assert.is((await answers('MODE'))[0].settings.length, 2)
})

test('a line: its rule, its place, and whom it beat', async () => {
  const lines = await answers('train-predict:1-99')
  const env = lines.find(({ text }: { text: string }) => text === 'ENV MODE="serve"')
  assert.is(env.reasons[0].part, 'environment')
  assert.equal(env.reasons[0].causes, [
    {
      what: 'environment.MODE',
      at: { file: 'train.yaml', line: 11, column: 45 },
      beat: [{ file: 'train.yaml', line: 5, column: 25 }],
    },
  ])
  const [one] = await answers(`train-predict:${env.line}`)
  assert.equal(one, env)
})

test('a package: in which images, and who asked for it', async () => {
  const [boto] = await answers('boto3')
  assert.is(boto.images.length, 3)
  assert.is(boto.images[0].requirements[0].causes[0].what, 'artifact store `s3`')
  const [numpy] = await answers('package:NumPy')
  assert.equal(
    numpy.images.map(({ image, requirements }: { image: string; requirements: { causes: { at: unknown }[] }[] }) => [
      image,
      requirements[0]!.causes[0]!.at,
    ]),
    [
      ['train', { file: 'train.yaml', line: 3, column: 20 }],
      ['train-fit', { file: 'train.yaml', line: 9, column: 40 }],
      ['train-predict', { file: 'train.yaml', line: 3, column: 20 }],
    ],
  )
  const [git] = await answers('git')
  assert.is(git.images[0].system_packages[0].causes[0].what, 'apt_packages[0]')
})

test('a key of the project file, a flag that wins over it, and an image', async () => {
  const [python] = await answers('python --python 3.12')
  assert.equal([python.written.value, python.effective, python.flag], ['3.11', '3.12', '--python'])
  const [image] = await answers('image:train-fit')
  assert.equal(image.requests, [
    { pipeline: 'train', step: 'fit', key: 'orchestrator', why: "the step's docker settings differ from the pipeline's" },
  ])
})

test('why each image is built', async () => {
  const other = new TestProject({ 'stack.yaml': STACK })
  const add = (components: string) => other.put('stack.yaml', `${STACK}  ${components}\n`)
  const why = async (pipeline: string, entry = '') => {
    other.put('dockcompile.config.yaml', `stack: stack.yaml\npipelines: [{file: p.yaml, name: p${entry}}]\npython: "3.11"\n`)
    other.put('p.yaml', `${pipeline}\n`)
    const { out, err } = await other.run(explainCommand, '--json')
    assert.is(err.includes('error'), false, err)
    const [workspace] = (JSON.parse(out) as Answered).answers
    return workspace.images.flatMap((image: { requests: { why: string }[] }) => image.requests.map(request => request.why))
  }
  const own = (name: string) => `${name}: {settings: {docker: {apt_packages: [git]}}}`
  const each = "the step's docker settings differ from the pipeline's"
  const steps = ', steps: [a]'
  assert.equal(await why('steps: {}', steps), ['the steps without docker settings of their own share it'])
  assert.equal(await why(`steps: {${own('a')}}`, steps), [each])
  assert.equal(await why(`steps: {${own('a')}}`), [each, 'the pipeline may have more steps than its file names'])
  assert.equal(await why(`steps: {${own('a')}}`, `${steps}, dynamic: true`), [
    each,
    'a dynamic pipeline runs in an image of its own',
  ])
  assert.equal(
    await why(
      'settings: {docker: {skip_build: true, parent_image: a}}\nsteps: {a: {settings: {docker: {skip_build: false}}}}',
      steps,
    ),
    [each, 'it costs nothing: nothing is built'],
  )
  add('step_operator: [{name: ops, type: step_operator, flavor: kubernetes, configuration: {}}]')
  assert.ok((await why('steps: {a: {step_operator: ops}}', steps)).includes('the step runs on the step operator `ops`'))
  add('deployer: [{name: serve, type: deployer, flavor: docker, configuration: {}}]')
  assert.ok((await why('steps: {}', steps)).includes('the deployer `serve` serves the pipeline from it'))
  other.remove()
})

test('every diagnostic code has its page, and needs no project', async () => {
  const empty = new TestProject({})
  for (const code of Object.keys(codes)) {
    const { out } = await empty.run(explainCommand, `${code.toLowerCase()} --json`)
    const result = JSON.parse(out) as Answered
    assert.ok(validate(result), ajv.errorsText(validate.errors))
    assert.ok(result.answers[0].page.startsWith(`# ${code}`), code)
  }
  assert.match((await empty.run(explainCommand, 'DC2001')).out, /^DC2001: /)
  empty.remove()
})

const wrong: Readonly<Record<string, readonly [RegExp, string | undefined]>> = {
  trian: [/no image, package, setting or diagnostic/, 'train'],
  apt_package: [/no image, package, setting or diagnostic/, 'apt_packages'],
  'package:torhc': [/no package `torhc`/, 'torch'],
  'image:numpy': [/no image `numpy`/, undefined],
  'train:999': [/has no line 999/, undefined],
  'train:9-3': [/write `3-9`/, undefined],
  DC9999: [/no diagnostic `DC9999`/, undefined],
}
for (const [word, [message, nearest]] of Object.entries(wrong)) {
  test(`\`explain ${word}\` gets the word that was probably meant`, async () => {
    const error = await project.run(explainCommand, word).then(
      () => assert.unreachable('it found something'),
      problem => problem,
    )
    assert.instance(error, UsageError)
    assert.match(error.message, message)
    const { suggest } = await import('../src/diagnostics/suggest.ts')
    const { wayOut } = error
    assert.is(wayOut.word === undefined ? undefined : suggest(wayOut.word, wayOut.candidates ?? []), nearest)
  })
}

test('keys of stack and pipeline files: what each means, and every place; no value of a component', async () => {
  const found = async (word: string) => {
    const { out } = await project.run(explainCommand, `${word} --json`)
    const { answers } = JSON.parse(out) as { answers: { about: string; key: string; of: string; written: { value: string }[] }[] }
    return answers
      .filter(({ about }) => about === 'input-key')
      .map(({ key, of, written }) => [key, of, ...written.map(w => w.value)])
  }
  assert.equal(await found('key:zenml_version'), [['zenml_version', 'a stack file', '0.98.0']])
  assert.equal(await found('components.artifact_store'), [['artifact_store', '`components`, in a stack file', 's3 (s3)']])
  const configuration = await found('configuration')
  assert.ok(
    configuration
      .flat()
      .slice(2)
      .every(value => value === '…'),
    JSON.stringify(configuration),
  )
  assert.equal(
    (await found('step_operator')).map(([, of]) => of),
    ['a step of a pipeline file', '`components`, in a stack file'],
  )
  assert.equal(await found('steps.load.step_operator'), [['step_operator', 'a step of a pipeline file']])
})

test('settings above a Dockerfile of the user: what each did, and what it would be without', async () => {
  const other = new TestProject({
    'stack.yaml': STACK,
    'dockcompile.config.yaml': 'stack: stack.yaml\npipelines: [train.yaml]\npython: "3.11"\n',
    Dockerfile: 'FROM python:3.11-slim\nRUN pip install zenml\n',
    'train.yaml': 'settings: {docker: {dockerfile: Dockerfile, requirements: [numpy==2.2.6], environment: {A: "1"}}}\n',
  })
  const { code, out, err } = await other.run(explainCommand)
  assert.is(code, 0, err)
  assert.match(out, 'train')
  assert.match((await other.run(explainCommand, 'environment')).out, 'used (pipeline): the image `train` depends on it')
  other.remove()
})

test('a narrow terminal wraps prose, and nothing else is longer than what it quotes', async () => {
  const call = callIn(project.root, 'train')
  let out = ''
  const terminal = {
    ...call.terminal,
    out(text: string) {
      out += text
    },
  }
  await explainCommand.run({ ...call, terminal, environment: { COLUMNS: '60' } })
  const prose = out.split('\n').filter(line => !line.includes('build/') && !line.includes('registry'))
  assert.ok(
    prose.every(line => line.length <= 60),
    prose.filter(line => line.length > 60).join('\n'),
  )
})

test.run()
