/** Which pipelines a project has, and with which run configurations its scripts call them: read, never run. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ANY } from '../src/code/survey/possible-texts.ts'
import { type Survey, surveyCode } from '../src/code/survey/survey.ts'
import { memorySources } from '../src/sources/memory-sources.ts'

const TRAINING = 'from zenml import pipeline\n\n@pipeline\ndef training(rounds: int, fast: bool = False):\n    load()\n'

const survey = (files: Record<string, string>): Survey =>
  surveyCode(
    Object.keys(files).filter(file => file.endsWith('.py')),
    memorySources(files),
    ['.'],
  )

/** What a script's calls give as `config_path`: sorted, `*` for what is not known, `-` for none. */
function configs(script: string, more: Record<string, string> = {}): string[] {
  const files = { 'pipelines/training.py': TRAINING, 'run.py': script, ...more }
  const training = survey(files).pipelines.find(({ bound }) => bound === 'training')
  assert.ok(training)
  const texts = training.uses.flatMap(use => use.configs ?? ['-'])
  return [...new Set(texts.map(text => text.replaceAll(ANY, '*')))].sort()
}

const IMPORT = 'from pipelines.training import training\n'

test('pipelines are what the decorator of ZenML is on, whatever it is called', () => {
  const names = (text: string, more = {}) => survey({ 'run.py': text, ...more }).pipelines.map(({ code }) => code)
  for (const text of [
    'from zenml import pipeline\n@pipeline\ndef p(): ...\n',
    'from zenml import pipeline as flow\n@flow(enable_cache=False)\ndef p(): ...\n',
    'import zenml\n@zenml.pipeline\ndef p(): ...\n',
    'import zenml as z\n@z.pipeline()\ndef p(): ...\n',
    'from zenml.pipelines import pipeline\n@other\n@pipeline\ndef p(): ...\n',
    'try:\n    from zenml import pipeline\nexcept ImportError:\n    raise\nif True:\n    @pipeline\n    def p(): ...\n',
  ])
    assert.equal(names(text), ['run.py:p'], text)
  for (const text of [
    '# not zenml\nfrom kfp.dsl import pipeline\n@pipeline\ndef p(): ...\n',
    'from metaflow import step\nimport zenml\n@step\ndef p(): ...\n',
    'from zenml import step\n@step\ndef p(): ...\n',
    'import zenml\ndef pipeline(f): return f\n@pipeline\ndef p(): ...\n',
  ])
    assert.equal(names(text), [], text)
  const shared = { 'common/__init__.py': 'from .zen import *\n', 'common/zen.py': 'from zenml import pipeline\n' }
  assert.equal(names('import zenml\nfrom common import pipeline\n@pipeline\ndef p(): ...\n', shared), ['run.py:p'])
})

test('a file that is not Python, and circles of imports', () => {
  assert.equal(survey({ 'a.py': 'from zenml import (\n', 'b.py': '\0zenml@@pipeline def' }).pipelines, [])
  const circle = { 'a.py': 'import zenml\nfrom b import pipeline\n@pipeline\ndef p(): ...\n', 'b.py': 'from a import pipeline\n' }
  assert.equal(survey(circle).pipelines, [])
})

test('arguments and steps of a pipeline, its name, and whether it is another’s part', () => {
  const { pipelines } = survey({
    'run.py':
      'from zenml import pipeline, step\nfrom steps import fit\n@pipeline(name="Etl")\ndef etl(kind, *, wait=None, **more):\n    fit.with_options(id="x")(load())\n@pipeline\ndef whole():\n    etl("a")\n    etl.with_options(enable_cache=False)("b")\n',
  })
  const [etl, whole] = pipelines
  assert.equal([etl!.parameters, etl!.required, etl!.name], [['kind', 'wait'], ['kind'], 'Etl'])
  assert.ok(etl!.steps.has('fit') && etl!.steps.has('load'))
  assert.equal([etl!.isInner, etl!.uses], [true, []])
  assert.equal([whole!.isInner, whole!.name], [false, 'whole'])
})

test('a path that is written, joined, chosen or looped over', () => {
  const table: [string, string[]][] = [
    ['training()', ['-']],
    ['training.with_options(config_path="configs/dev.yaml")(3)', ['configs/dev.yaml']],
    ['training.with_options(config_path="configs/dev.yaml")', ['configs/dev.yaml']],
    ['training.configure(config_path="a.yaml")', ['a.yaml']],
    [
      'import os\ntraining.with_options(config_path=os.path.join(os.path.dirname(__file__), "configs", "dev.yaml"))()',
      ['/configs/dev.yaml'],
    ],
    [
      'from pathlib import Path\nROOT = Path(__file__).resolve().parent\ntraining.with_options(config_path=str(ROOT / "c" / "a.yaml"))()',
      ['/c/a.yaml'],
    ],
    ['from pathlib import Path\ntraining.with_options(config_path=Path("c").joinpath("a.yaml"))()', ['c/a.yaml']],
    ['c = "a.yaml" if x else "b.yaml"\ntraining.with_options(config_path=c)()', ['a.yaml', 'b.yaml']],
    ['for env in ["dev", "prod"]:\n    training.with_options(config_path=f"c/{env}.yaml")()', ['c/dev.yaml', 'c/prod.yaml']],
    [
      'from pathlib import Path\nfor f in sorted(Path("c").glob("*.yaml")):\n    training.with_options(config_path=f)()',
      ['c/*.yaml'],
    ],
    ['FILES = {"a": "a.yaml", "b": "b.yaml"}\ntraining.with_options(config_path=FILES[name])()', ['a.yaml', 'b.yaml']],
    ['FILES = {"a": "a.yaml", "b": "b.yaml"}\ntraining.with_options(config_path=FILES["b"])()', ['b.yaml']],
    ['import sys\ntraining.with_options(config_path="c/%s.yaml" % sys.argv[1])()', ['c/*.yaml']],
    ['training.with_options(config_path="c/{}.yaml".format(env))()', ['c/*.yaml']],
    ['import os\ntraining.with_options(config_path=os.getenv("CONFIG", "a.yaml"))()', ['a.yaml']],
    ['import sys\ntraining.with_options(config_path=sys.argv[1])()', ['*']],
    ['c = "a.yaml"\nc = "b.yaml"\ntraining.with_options(config_path=c)()', ['b.yaml']],
    ['def path(env): return f"c/{env}.yaml"\ntraining.with_options(config_path=path("dev"))()', ['c/dev.yaml']],
  ]
  for (const [script, expected] of table) assert.equal(configs(`${IMPORT}${script}\n`), expected, script)
})

test('the options of a script: choices, else the default, else unknown', () => {
  const click = (option: string) =>
    configs(
      `import click\n${IMPORT}@click.command()\n@click.option(${option})\ndef main(env):\n    training.with_options(config_path=f"c/{env}.yaml")()\nif __name__ == "__main__":\n    main()\n`,
    )
  assert.equal(click('"--env", type=click.Choice(["dev", "prod"]), default="dev"'), ['c/dev.yaml', 'c/prod.yaml'])
  assert.equal(click('"--env", default="dev"'), ['c/dev.yaml'])
  assert.equal(click('"--env"'), ['c/*.yaml'])
  assert.equal(click('"-e", "env", default="dev"'), ['c/dev.yaml'])
  const argparse = (option: string) =>
    configs(
      `import argparse\n${IMPORT}def main():\n    parser = argparse.ArgumentParser()\n    parser.add_argument(${option})\n    args = parser.parse_args()\n    training.with_options(config_path=args.run_config)()\n`,
    )
  assert.equal(argparse('"--run-config", choices=["a.yaml", "b.yaml"]'), ['a.yaml', 'b.yaml'])
  assert.equal(argparse('"-c", "--run-config", default="a.yaml"'), ['a.yaml'])
  assert.equal(argparse('"--cfg", dest="run_config", default="b.yaml"'), ['b.yaml'])
  assert.equal(argparse('"--run-config"'), ['*'])
  const typer = `import typer\n${IMPORT}def main(c: str = typer.Option("a.yaml", help="x")):\n    training.with_options(config_path=c)()\n`
  assert.equal(configs(typer), ['a.yaml'])
})

test('options that are collected in a mapping', () => {
  const inMain = (lines: string[]) => configs(`${IMPORT}def main(no_cache):\n${lines.map(line => `    ${line}\n`).join('')}`)
  assert.equal(
    inMain([
      'a = {}',
      'if no_cache:',
      '    a["enable_cache"] = False',
      'a["config_path"] = "a.yaml"',
      'training.with_options(**a)()',
    ]),
    ['a.yaml'],
  )
  assert.equal(inMain(['a = {"config_path": "a.yaml"}', 'training.with_options(**a)(**b)']), ['a.yaml'])
  assert.equal(inMain(['a = dict(config_path="a.yaml", enable_cache=no_cache)', 'training.with_options(**a)()']), ['a.yaml'])
  assert.equal(inMain(['a = {}', 'a.update(config_path="a.yaml")', 'training.with_options(**a)()']), ['a.yaml'])
  assert.equal(inMain(['a = {}', 'training.with_options(**a)()']), ['-'])
})

test('a value counts if it was assigned on the way', () => {
  const other = { 'other.py': 'from zenml import pipeline\n@pipeline\ndef other(): ...\n' }
  const script = `${IMPORT}from other import other
def main(a, b):
    args = {}
    if a:
        args["config_path"] = "a.yaml"
        training.with_options(**args)()
    if b:
        args["config_path"] = "b.yaml"
        other.with_options(**args)()
    c = None
    if a:
        c = "c.yaml"
    elif b:
        c = "d.yaml"
    training.with_options(config_path=c)()
`
  assert.equal(configs(script, other), ['-', 'a.yaml', 'c.yaml', 'd.yaml'])
  const { pipelines } = survey({ 'pipelines/training.py': TRAINING, 'run.py': script, ...other })
  assert.equal(
    pipelines.find(({ bound }) => bound === 'other')!.uses.map(use => use.configs),
    [['b.yaml'], ['b.yaml']],
  )
  const given =
    'def main(config=None):\n    if not config:\n        config = "a.yaml"\n    training.with_options(config_path=config)()\n'
  assert.equal(configs(IMPORT + given), ['*', 'a.yaml'])
})

test('names that stand for a pipeline', () => {
  const table: [string, string[]][] = [
    ['p = training\nif config:\n    p = p.with_options(config_path="a.yaml")\np()', ['-', 'a.yaml']],
    ['p = training.with_options(config_path="a.yaml")\np(rounds=3)', ['a.yaml']],
    ['PIPELINES = {"t": training}\nPIPELINES[name].with_options(config_path="a.yaml")()', ['a.yaml']],
    ['for name, p in {"t": training}.items():\n    p.with_options(config_path="a.yaml")()', ['a.yaml']],
    ['def run(p, c): ...\nclass Runner:\n    def go(self):\n        training.with_options(config_path="a.yaml")()', ['a.yaml']],
    ['[p() for p in [training]]', ['-']],
  ]
  for (const [script, expected] of table) assert.equal(configs(`${IMPORT}${script}\n`), expected, script)
  for (const script of [
    'import pipelines.training as t\nt.training()\n',
    'import pipelines.training\npipelines.training.training()\n',
    'from pipelines import training as module\nmodule.training()\n',
    'from package import training\ntraining()\n',
    'def main():\n    from pipelines.training import training as t\n    t()\n',
  ])
    assert.equal(configs(script, { 'package/__init__.py': 'from pipelines.training import training\n' }), ['-'], script)
})

test('a name at the top of a file with settings of its own is a pipeline; settings of a script are reported', () => {
  const { pipelines, scriptSettings } = survey({
    'run.py': `${TRAINING}prod = training.with_options(settings={"docker": D})\ndev = training.with_options(config_path="dev.yaml")\nif __name__ == "__main__":\n    prod()\n    dev()\n    training.with_options(settings={})()\n`,
  })
  assert.equal(
    pipelines.map(({ code, name }) => [code, name]),
    [
      ['run.py:training', 'training'],
      ['run.py:prod', 'training'],
    ],
  )
  assert.equal(pipelines[1]!.uses.length, 1)
  assert.equal(
    pipelines[0]!.uses.map(use => use.configs),
    [['dev.yaml'], ['dev.yaml'], null],
  )
  assert.is(scriptSettings.length, 1)
})

test('a pipeline inside of a function has no name that an entry could use', () => {
  const { pipelines, unnamed } = survey({
    'run.py': 'from zenml import pipeline\ndef make():\n    @pipeline\n    def p(): ...\n    return p\n',
  })
  assert.equal([pipelines.length, unnamed.length], [0, 1])
})

test('the folder that modules are imported from, if Python does not look into it by itself', () => {
  const files = {
    'src/churn/flow.py': 'from zenml import pipeline\nfrom churn.steps import fit\n@pipeline\ndef flow():\n    fit()\n',
    'src/churn/steps.py': 'from zenml import step\n@step\ndef fit(): ...\n',
  }
  assert.equal(survey({ ...files, 'src/churn/run.py': 'from churn.flow import flow\nflow()\n' }).otherRoots, ['src'])
  assert.equal(survey({ 'src/flow.py': TRAINING, 'src/run.py': 'from flow import training\ntraining()\n' }).otherRoots, [])
})

test('hostile code ends soon', () => {
  const doubled = Array.from({ length: 200 }, (_, i) => `a${i + 1} = a${i} if x else (a${i} or a${i})\n`).join('')
  const chain = `${IMPORT}a0 = training\n${doubled}a200.with_options(config_path="x")()\nc0 = "a"\n${doubled.replaceAll('a', 'c')}training.with_options(config_path=c200 + c200)()\n`
  const nested = Array.from({ length: 3000 }, (_, i) => `${' '.repeat(i)}if x:\n`).join('')
  const deep = `${IMPORT}x = ${'['.repeat(2000)}${']'.repeat(2000)}\ntraining(${'('.repeat(2000)}1${')'.repeat(2000)})\n`
  const calls = `${IMPORT}training${'.with_options(a=1)'.repeat(5000)}()\n`
  for (const script of [chain, `${IMPORT}${nested}${' '.repeat(3000)}training()\n`, deep, calls]) {
    const start = Date.now()
    survey({ 'pipelines/training.py': TRAINING, 'run.py': script })
    assert.ok(Date.now() - start < 10_000, `${script.slice(0, 80)}: ${Date.now() - start} ms`)
  }
})

test.run()
