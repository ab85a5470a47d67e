/** Pipelines as Python code says them: names, layers, steps, what is not known, and limits. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { plain, type Read, readProject } from './support/python.ts'

const HEAD = `import os, sys
from zenml import pipeline, step
from zenml.config import DockerSettings
`
const STEPS = `
@step
def load() -> int:
    return 1

@step(settings={"docker": DockerSettings(requirements=["own"])})
def train(data: int) -> int:
    return data

@step
def score(a: int, b: int = 0) -> None:
    pass
`

/** The Docker settings of the pipeline level, as they merge for the reader: each layer as plain data. */
const layers = ({ pipelines }: Read): unknown[] => pipelines[0]!.layers.map(({ config }) => plain(config))
const steps = ({ pipelines }: Read): string[] => pipelines[0]!.steps.map(({ name }) => name)

/** A pipeline whose settings are an expression. */
const withSettings = (settings: string, before = '') =>
  readProject({
    'run.py': `${HEAD}${before}${STEPS}\n@pipeline(settings={"docker": ${settings}})\ndef training():\n    load()\n`,
  })

/** A pipeline with a body. */
const withBody = (body: string, head = 'def training():', before = '', options: Parameters<typeof readProject>[1] = {}) =>
  readProject(
    {
      'run.py': `${HEAD}${before}${STEPS}\n@pipeline\n${head}\n    ${body.replaceAll('\n', '\n    ')}\n`,
      'c.yaml': 'parameters: {full: true, n: 3}\n',
    },
    options,
  )

const SETTINGS: readonly (readonly [rule: string, settings: string, before: string, wanted: unknown])[] = [
  ['an object and a mapping', 'DockerSettings(user="a", requirements=["b"])', '', { user: 'a', requirements: ['b'] }],
  [
    'a member of an enumeration of ZenML is its value',
    'DockerSettings(python_package_installer=P.UV)',
    'from zenml.config.docker_settings import PythonPackageInstaller as P\n',
    { python_package_installer: 'uv' },
  ],
  [
    'an integration constant',
    'DockerSettings(required_integrations=[MLFLOW, c.OPEN_AI])',
    'from zenml.integrations.constants import MLFLOW\nfrom zenml.integrations import constants as c\n',
    { required_integrations: ['mlflow', 'openai'] },
  ],
  [
    'settings copy the lists that they are given',
    'DOCKER',
    'R = ["a"]\nDOCKER = DockerSettings(requirements=R)\nR.append("late")\n',
    { requirements: ['a'] },
  ],
  [
    'a dict holds the list itself',
    'DOCKER',
    'R = ["a"]\nDOCKER = {"requirements": R}\nR.append("b")\n',
    { requirements: ['a', 'b'] },
  ],
  [
    'a list of settings may grow before the decorator',
    'D',
    'D = DockerSettings(requirements=["a"])\nD.requirements.append("b")\n',
    { requirements: ['a', 'b'] },
  ],
  ['a default that is changed is not a written key', 'D', 'D = DockerSettings()\nD.apt_packages.append("b")\n', {}],
  [
    'a path below the project root is relative',
    'DockerSettings(requirements=os.path.join(os.path.dirname(os.path.abspath(__file__)), "r.txt"))',
    '',
    { requirements: 'r.txt' },
  ],
  [
    'the project root itself',
    'DockerSettings(build_context_root=str(Path(__file__).parent))',
    'from pathlib import Path\n',
    { build_context_root: '.' },
  ],
  [
    'a path above the project root is not known',
    'DockerSettings(requirements=os.path.join(os.path.dirname(__file__), "..", "r.txt"))',
    '',
    { requirements: '? os.path.join(os.path.dirname(__file__), "..", "r.txt")' },
  ],
  [
    'an environment variable without a value is left to bake',
    'DockerSettings(environment={"A": os.getenv("A"), "B": f"x-{os.environ[\'B\']}"})',
    '',
    { environment: { A: '${A}', B: 'x-${B}' } },
  ],
  ['a default of an environment variable', 'DockerSettings(user=os.environ.get("U", "app"))', '', { user: 'app' }],
  [
    'a value that depends on the command line is not known',
    'DockerSettings(requirements=["a", sys.argv[1]], user="b")',
    '',
    { requirements: ['a', '? sys.argv[1]'], user: 'b' },
  ],
  [
    'a mapping with keys that are not known is not known as a whole',
    'DockerSettings(environment={"A": "1", **dict(os.environ)})',
    '',
    { environment: '? dict(os.environ)' },
  ],
  ['a set of several has no order', 'DockerSettings(requirements={"a", "b"})', '', { requirements: '? {"a", "b"}' }],
  ['a sorted set has one', 'DockerSettings(requirements=sorted({"b", "a"}))', '', { requirements: ['a', 'b'] }],
  [
    'a list in the hands of a package that may change it',
    'DockerSettings(requirements=R)',
    'import somelib\nR = ["a"]\nsomelib.extend(R)\n',
    { requirements: '? somelib.extend(R)' },
  ],
  [
    'a list in the hands of one that does not',
    'DockerSettings(requirements=R)',
    'import logging\nR = ["a"]\nlogging.info("%s", R)\n',
    { requirements: ['a'] },
  ],
  [
    'a change that may not happen',
    'DockerSettings(requirements=R)',
    'R = ["a"]\nif sys.argv:\n    R.append("b")\n',
    { requirements: '? sys.argv' },
  ],
  [
    'a branch that is not known, with one value',
    'DockerSettings(user=U)',
    'if sys.argv:\n    U = "a"\nelse:\n    U = "a"\n',
    { user: 'a' },
  ],
  [
    'an import that may fail',
    'DockerSettings(user=U)',
    'try:\n    import torch\n    U = "gpu"\nexcept ImportError:\n    U = "cpu"\n',
    { user: '? try: import torch U = "gpu" except ImportError: U = "cpu" ' },
  ],
  [
    'the block for a main module is skipped',
    'DockerSettings(user=U)',
    'U = "a"\nif __name__ == "__main__":\n    U = "b"\n',
    { user: 'a' },
  ],
  [
    'a subclass without code of its own',
    'Ours(user="a")',
    'class Ours(DockerSettings):\n    apt_packages: list[str] = ["git"]\n',
    { user: 'a' },
  ],
]

for (const [rule, settings, before, wanted] of SETTINGS)
  test(`settings: ${rule}`, () => {
    assert.equal(layers(withSettings(settings, before)), [{ settings: { docker: wanted } }])
  })

test('settings: values carry the places where they were written, also through names and functions', () => {
  const read = withSettings(
    'make(NAME)',
    'NAME = "app"\ndef make(user):\n    return DockerSettings(user=user, requirements=["x"])\n',
  )
  const [layer] = read.pipelines[0]!.layers
  const text = `${HEAD}NAME = "app"`
  const found: string[] = []
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return
    const { kind, value, span } = node as { kind?: string; value?: unknown; span?: { start: number } }
    if (kind === 'string' && (value === 'app' || value === 'x')) found.push(`${value} ${span!.start}`)
    for (const child of Object.values(node)) visit(child)
  }
  visit(layer)
  assert.is(found[0], `app ${text.length - 5}`)
})

const BODIES: readonly (readonly [rule: string, body: string, head: string, wanted: readonly string[]])[] = [
  ['a second call gets a number', 'load()\nload()\nload(id="x")', 'def training():', ['load', 'load_2', 'x']],
  [
    'an id that looks like a number is taken',
    'load(id="load_2")\nload()\nload()',
    'def training():',
    ['load', 'load_2', 'load_3'],
  ],
  [
    'order follows the data, then the ids',
    'b = train(load())\nc = load(id="aa")\nscore(b, c)',
    'def training():',
    ['aa', 'load', 'train', 'score'],
  ],
  [
    'after is an edge too',
    'load(id="z")\nload(id="a", after="z")\nload(id="b", after=["a"])',
    'def training():',
    ['z', 'a', 'b'],
  ],
  ['a loop over known values', 'for i in range(2):\n    load(id=f"l{i}")', 'def training():', ['l0', 'l1']],
  ['a default decides', 'load()\nif full:\n    train(1)', 'def training(full: bool = False):', ['load']],
  ['a helper function', 'helper(load())', 'def training():', ['load', 'train']],
]

for (const [rule, body, head, wanted] of BODIES)
  test(`steps: ${rule}`, () => {
    assert.equal(steps(withBody(body, head, 'def helper(x):\n    return train(x)\n')), wanted)
  })

test('steps: a parameter of the file decides', () => {
  const read = withBody(
    'load()\nif full:\n    train(1)\nfor _ in range(n):\n    score(1)',
    'def training(full: bool = False, n: int = 0):',
    '',
    { file: 'c.yaml' },
  )
  assert.equal(steps(read), ['load', 'score', 'score_2', 'score_3', 'train'])
})

test('steps: a parameter without a value is an error where it decides, if an own image depends on it', () => {
  const read = withBody('load()\nif full:\n    train(1)', 'def training(full: bool):')
  assert.equal(read.places, ['DC3074 run.py:20 full'])
  assert.is(read.pipelines[0]!.complete, false)
})

test('steps: without an image of their own they are just not all known', () => {
  const read = withBody('load()\nif full:\n    score(1)', 'def training(full: bool):')
  assert.equal(read.places, [])
  assert.is(read.pipelines[0]!.complete, false)
})

test('steps: something is called that may be any step', () => {
  assert.equal(withBody('globals()["load"]()').places, ['DC3074 run.py:19 globals()'])
})

test('steps: a configuration of a step counts for calls before it, and for this pipeline alone', () => {
  const body = 'a = load()\nload.configure(settings={"docker": {"user": "u"}})'
  const files = {
    'run.py': `${HEAD}${STEPS}\n@pipeline\ndef first():\n    ${body.replace('\n', '\n    ')}\n\n@pipeline\ndef second():\n    load()\n`,
  }
  const read = readProject(files, { code: 'run.py' })
  const own = read.pipelines.map(({ steps: [one] }) => one!.layers.map(({ config }) => plain(config)))
  assert.equal(own, [[{}, { settings: { docker: { user: 'u' } } }], [{}]])
})

test('layers: with_options makes a copy, configure changes the pipeline itself', () => {
  const after = `
prod = training.with_options(settings={"docker": {"user": "prod"}}, steps={"load": {"enable_cache": False}})
training.configure(settings={"docker": {"user": "late"}}, merge=False)
`
  const files = {
    'run.py': `${HEAD}${STEPS}\n@pipeline(name="shop", settings={"docker": {"user": "a"}})\ndef training():\n    load()\n${after}`,
  }
  const prod = readProject(files, { code: 'run.py:prod' })
  assert.equal(layers(prod), [{ settings: { docker: { user: 'a' } } }, { settings: { docker: { user: 'prod' } } }])
  assert.equal(plain(prod.pipelines[0]!.stepOptions), { load: { enable_cache: false } })
  const training = readProject(files)
  assert.equal(
    training.pipelines[0]!.layers.map(({ merge }) => merge),
    [true, false],
  )
  assert.equal(training.pipelines[0]!.name, { value: 'shop', at: (training.pipelines[0]!.name as { at: unknown }).at })
})

test('layers: the last config_path is the run configuration, an earlier one is a layer', () => {
  const files = {
    'run.py': `${HEAD}${STEPS}\n@pipeline\ndef training():\n    load()\n\nprod = training.with_options(config_path="a.yaml").with_options(config_path="b.yaml")\n`,
    'a.yaml': 'settings: {docker: {user: a}}\nsteps: {load: {settings: {docker: {user: x}}}}\n',
    'b.yaml': '{}\n',
  }
  const read = readProject(files, { code: 'run.py:prod' })
  assert.is(read.pipelines[0]!.configPath?.value, 'b.yaml')
  assert.equal(layers(read), [{}, { settings: { docker: { user: 'a' } } }, {}])
  assert.equal(layers(readProject(files, { code: 'run.py:prod', file: 'b.yaml' }))[1], { settings: { docker: { user: 'a' } } })
})

test('nested pipelines add their steps, and nothing else', () => {
  const files = {
    'run.py': `${HEAD}${STEPS}
@pipeline(settings={"docker": {"user": "inner"}})
def inner(full: bool = False):
    data = load()
    return train(data) if full else data

@pipeline
def training():
    score(inner(), inner(full=True))
`,
  }
  const read = readProject(files)
  assert.equal(steps(read), ['load', 'load_2', 'train', 'score'])
  assert.equal(layers(read), [{}])
})

test('dynamic pipelines have the steps of depends_on, in its order', () => {
  const files = {
    'run.py': `${HEAD}${STEPS}\n@pipeline(dynamic=True, depends_on=[train, load])\ndef training():\n    while input():\n        load()\n`,
  }
  assert.equal(steps(readProject(files)), ['train', 'load'])
  const twice = { 'run.py': files['run.py'].replace('[train, load]', '[load, load]') }
  assert.equal(readProject(twice).places, ['DC3081 run.py:6 load'])
})

const IMPORTS: readonly (readonly [rule: string, files: Readonly<Record<string, string>>, wanted: string])[] = [
  [
    'from a package, through its __init__',
    { 'conf/__init__.py': 'from .docker import USER as U\n', 'conf/docker.py': 'USER = "a"\n', 'run.py': 'from conf import U' },
    'a',
  ],
  [
    'a module of a package',
    { 'conf/__init__.py': '', 'conf/docker.py': 'U = "a"\n', 'run.py': 'import conf.docker as c\nU = c.U' },
    'a',
  ],
  ['a folder without __init__', { 'conf/docker.py': 'U = "a"\n', 'run.py': 'from conf.docker import U' }, 'a'],
  ['all public names', { 'conf.py': 'U = "a"\n_V = 1\n', 'run.py': 'from conf import *' }, 'a'],
  ['a circle that is only half there', { 'a.py': 'import b\nU = "a"\n', 'b.py': 'import a\n', 'run.py': 'from a import U' }, 'a'],
  ['a module that another one changes', { 'conf.py': 'U = "a"\n', 'run.py': 'import conf\nconf.U = "b"\nU = conf.U' }, 'b'],
  ['what Python does not find', { 'conf/__init__.py': '', 'run.py': 'from conf.docker import U' }, 'DC3081 ModuleNotFoundError'],
  ['a name that is not there', { 'conf.py': '', 'run.py': 'from conf import U' }, 'DC3081 ImportError'],
  ['a package is only asked when it is needed', { 'run.py': 'import torch\nfrom torch import nn\nU = "a"' }, 'a'],
  ['a module named like one of Python', { 'logging.py': 'U = "a"\n', 'run.py': 'from logging import U' }, '? U'],
]

for (const [rule, files, wanted] of IMPORTS)
  test(`imports: ${rule}`, () => {
    const end = `\nfrom zenml import pipeline, step\n@step\ndef load():\n    pass\n@pipeline(settings={"docker": {"user": U}})\ndef training():\n    load()\n`
    const read = readProject({ ...files, 'run.py': files['run.py'] + end })
    const found = read.pipelines[0]
      ? (layers(read)[0] as { settings: { docker: { user: string } } }).settings.docker.user
      : `${read.said[0]!.code} ${/: (\w+)/.exec(read.said[0]!.message)?.[1]}`
    assert.is(found, wanted)
  })

test('imports: the folder of the entry comes after the source root, and a module in both is ambiguous', () => {
  const run = `from zenml import pipeline\nfrom conf import U\n@pipeline(name=U)\ndef training():\n    pass\n`
  const name = (files: Readonly<Record<string, string>>) => readProject(files, { code: 'p/run.py:training' }).pipelines[0]?.name
  assert.is((name({ 'p/run.py': run, 'p/conf.py': 'U = "below"\n' }) as { value: string }).value, 'below')
  assert.is((name({ 'p/run.py': run, 'p/conf.py': 'U = "b"\n', 'conf.py': 'U = "a"\n' }) as { kind: string }).kind, 'unknown')
})

test('entries: all pipelines that a file defines, in its order', () => {
  const files = {
    'run.py': `${HEAD}${STEPS}\n@pipeline\ndef b():\n    load()\n\n@pipeline\ndef a():\n    load()\n\nc = a.with_options(run_name="x")\n`,
  }
  assert.equal(
    readProject(files, { code: 'run.py' }).pipelines.map(({ code }) => code),
    ['run.py:b', 'run.py:a'],
  )
  assert.equal(
    readProject(files, { code: 'run.py:d' }).places.map(place => place.slice(0, 6)),
    ['DC3080'],
  )
})

test('syntax errors matter only where they are needed', () => {
  const good = withSettings('DockerSettings(user="a")', 'def broken():\n    x = = 1\n')
  assert.equal(layers(good), [{ settings: { docker: { user: 'a' } } }])
  assert.equal(
    good.places.map(place => place.slice(0, 6)),
    ['DC1021'],
  )
  assert.equal(
    withSettings('DockerSettings(user="a")', 'X = = 1\n').places.map(place => place.slice(0, 6)),
    ['DC1021'],
  )
  const bad = withSettings('DockerSettings(user=U)', 'U = = "a"\n')
  assert.equal(layers(bad), [{ settings: { docker: { user: '? =' } } }])
})

test('a decorator that is not valid Python makes its function unknown, not plain', () => {
  const body = `${HEAD}${STEPS}\n@step(settings={"docker": {"x": = 1}})\ndef odd():\n    pass\n\n@pipeline\ndef training():\n    odd()\n`
  const read = readProject({ 'run.py': body })
  assert.is(read.pipelines[0]!.complete, false)
  assert.equal(
    read.places.map(place => place.slice(0, 6)),
    ['DC3074'],
  )
})

test('steps: a value from a package may be a step', () => {
  const unclear = withBody('load()\nshared.fetch()', 'def training():', 'import shared\n')
  assert.equal(unclear.places, ['DC3074 run.py:21 shared.fetch()'])
  const clear = withBody(
    'load()\nlogging.info("x")\nClient().get_artifact("x").load()',
    'def training():',
    'import logging\nfrom zenml.client import Client\n',
  )
  assert.equal(clear.places, [])
  const object = withBody(
    'load()\nOwn()()',
    'def training():',
    'from zenml.steps import BaseStep\nclass Own(BaseStep):\n    pass\n',
  )
  assert.is(object.pipelines[0]!.complete, false)
})

test('a condition on a variable without a value is reported', () => {
  const read = withBody('load()\nif os.getenv("DEPLOY"):\n    train(1)')
  assert.equal(read.places, ['DC3083 run.py:20 os.getenv("DEPLOY")'])
  assert.equal(steps(read), ['load'])
})

const HOSTILE: readonly (readonly [what: string, before: string, settings: string])[] = [
  ['brackets', '', `DockerSettings(user=${'('.repeat(10_000)}"a"${')'.repeat(10_000)})`],
  ['lists that hold each other', `a = ["x"] * 10\n${'a = [a] * 10\n'.repeat(30)}`, 'DockerSettings(environment={"A": a})'],
  ['a list in itself', 'a = []\na.append(a)\n', 'DockerSettings(environment={"A": a})'],
  ['a long text', '', 'DockerSettings(user="a" * 10**9)'],
  ['a large number', '', 'DockerSettings(environment={"A": 10**10**10})'],
  ['an endless loop', 'x = 0\nwhile True:\n    x += 1\n', 'DockerSettings(user=x)'],
  ['an endless recursion', 'def f():\n    return f()\n', 'DockerSettings(user=f())'],
  [
    'many conditions that are not known',
    `if sys.argv[0]:\n    x = 1\n${Array.from({ length: 1000 }, (_, i) => `elif sys.argv[${i}]:\n    x = ${i}\n`).join('')}`,
    'DockerSettings(user=x)',
  ],
  [
    'copies of copies',
    `import copy\na = []\n${'a = [a, a]\n'.repeat(40)}`,
    'DockerSettings(environment={"A": copy.deepcopy(a)})',
  ],
  [
    'comparisons of shared lists',
    `a = [1]\n${'a = [a, a]\n'.repeat(40)}b = [1]\n${'b = [b, b]\n'.repeat(40)}`,
    'DockerSettings(environment={"A": a == b})',
  ],
]

for (const [what, before, settings] of HOSTILE)
  test(`hostile: ${what}`, () => {
    const start = performance.now()
    const read = withSettings(settings, before)
    const isUnknown = read.pipelines.length > 0 && JSON.stringify(layers(read)).includes('"? ')
    assert.ok(isUnknown || /^DC30(?:74|82)/.test(read.places[0] ?? ''), read.places.join())
    assert.ok(performance.now() - start < 5000)
  })

test('hostile: endless imports', () => {
  const files: Record<string, string> = { 'run.py': `from m0 import X\n${HEAD}@pipeline\ndef training():\n    pass\n` }
  for (let i = 0; i < 600; i++) files[`m${i}.py`] = `from m${i + 1} import X\n`
  assert.equal(
    readProject(files).places.map(place => place.slice(0, 6)),
    ['DC3082'],
  )
})

/** The body of a pipeline, or a whole ending of the file, that ZenML 0.98 refuses; what it raises. */
const REFUSED: readonly (readonly [rule: string, body: string, raised: string])[] = [
  ['one argument too many', 'train(load(), 1)', 'StepInterfaceError'],
  ['an argument that the step does not have', 'train(dataset=load())', 'StepInterfaceError'],
  ['an input that nothing gives', 'train()', 'StepInterfaceError'],
  ['a result inside of a mapping', 'train({"a": load()})', 'StepInterfaceError'],
  ['results in a list of lists', 'train([[load()]])', 'StepInterfaceError'],
  ['one result for two names', 'a, b = load()', 'StepInterfaceError'],
  ['an index of one result', 'train(load()[0])', 'TypeError'],
  ['an argument of `configure` that does not exist', 'load.configure(setting={})', 'TypeError'],
  ['an argument of `with_options` that does not exist', 'load.with_options(setting={})()', 'TypeError'],
]
for (const [rule, body, raised] of REFUSED) {
  test(`ZenML refuses ${rule}`, () => {
    const { said } = withBody(body)
    assert.match(JSON.stringify(said), raised)
  })
}

test('ZenML refuses an argument of a decorator that does not exist', () => {
  const { said } = readProject({ 'run.py': `${HEAD}${STEPS}\n@pipeline(setting={})\ndef training():\n    load()\n` })
  assert.match(JSON.stringify(said), "unexpected keyword argument 'setting'")
})

test('ZenML refuses a parameter of the file that the pipeline does not have, or of another type', () => {
  assert.match(JSON.stringify(withBody('load()', 'def training(n=1):', '', { file: 'c.yaml' }).said), "argument 'full'")
  const { said } = withBody('load()', 'def training(full: bool, n: str = ""):', '', { file: 'c.yaml' })
  assert.match(JSON.stringify(said), 'ValidationError')
})

test('a parameter whose annotation is a class of any name takes the value of the file', () => {
  const read = withBody('for _ in range(n):\n    score(1)', 'def training(full, n: constructor):', 'class constructor: pass\n', {
    file: 'c.yaml',
  })
  assert.equal(steps(read), ['score', 'score_2', 'score_3'])
})

test('`configure(parameters=…)` may give an input that no call gives', () => {
  assert.equal(steps(withBody('train.with_options(parameters={"data": 1})()')), ['train'])
})

test('a step without results gives an empty list, which is not a step to come after', () => {
  assert.equal(steps(withBody('z = score(load(), id="z")\nload(id="a", after=z)')), ['a', 'load', 'z'])
})

test('a pipeline that configures itself in its body', () => {
  const { pipelines } = withBody('training.configure(settings={"docker": {"user": "body"}})\nload()')
  assert.equal(plain(pipelines[0]!.layers.at(-1)!.config), { settings: { docker: { user: 'body' } } })
})

test('`os.path.relpath` knows its second argument', () => {
  const settings = 'DockerSettings(user=os.path.relpath("a/b", "a/c"))'
  assert.equal(layers(withSettings(settings)), [{ settings: { docker: { user: '../b' } } }])
})

test.run()
