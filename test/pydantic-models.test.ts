/** Objects of pydantic models: known where pydantic leaves the values as they are, unknown in every other case. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { compile } from '../src/compile.ts'
import { packageCatalogs } from '../src/edge/catalogs.ts'
import { memorySources } from '../src/sources/memory-sources.ts'
import { STACK } from './golden/project.ts'

const HEAD = `from typing import List, Optional
from pydantic import BaseModel, ConfigDict, Field, field_validator
from zenml import pipeline, step
from zenml.config import DockerSettings

class Base(BaseModel):
    """Settings that projects share."""
    user: Optional[str] = None
    requirements: List[str] = ["polars"]

    def settings(self, **more) -> DockerSettings:
        return DockerSettings(**self.model_dump(exclude_none=True), **more)

    @property
    def first(self):
        return self.requirements[0]
`

/** The images of a pipeline whose settings are an expression, as JSON; the codes of the errors where there are some. */
function planned(expression: string, classes = ''): string {
  const code = `${HEAD}${classes}
@step
def fit() -> None: ...

@pipeline(settings={"docker": ${expression}})
def train():
    fit()
`
  const files = { 'run.py': code, 'stack.yaml': STACK }
  const flags = { stack: 'stack.yaml', python: '3.11', allow: ['DC4024'] }
  const { plans, diagnostics } = compile(
    memorySources(files),
    { files: ['run.py:train'], flags },
    { catalogs: packageCatalogs() },
  )
  const errors = diagnostics.filter(({ severity }) => severity === 'error').map(({ code: found }) => found)
  return errors.length > 0 ? errors.join() : JSON.stringify(plans[0]!.images)
}

test('fields, defaults and values of their types', () => {
  assert.match(planned('Base().settings()'), '"polars"')
  assert.match(planned('Base(requirements=["torch"]).settings(apt_packages=["git"])'), '"torch"')
  assert.match(planned('Base(user="app").settings()'), '"app"')
  assert.match(planned('{"requirements": [Base().first]}'), '"polars"')
  assert.match(planned('Gpu().settings()', 'class Gpu(Base):\n    requirements: List[str] = ["cupy"]\n'), '"cupy"')
})

test('an object has lists of its own', () => {
  assert.match(planned('a.settings()', 'b = Base()\nb.requirements.append("x")\na = Base()\n'), /"polars"(?!,"x")/)
})

test('validation, conversion and configuration make the objects unknown', () => {
  for (const [expression, classes] of [
    ['Base(requirements=("torch",)).settings()', ''],
    ['Base(user=1).settings()', ''],
    ['Base(unknown="x").settings()', ''],
    ['DockerSettings(**Base().model_dump(exclude_unset=True))', ''],
    ['DockerSettings(requirements=Base.requirements)', ''],
    ['Own().settings()', 'class Own(Base):\n    model_config = ConfigDict(extra="allow")\n'],
    ['Own().settings()', 'class Own(Base):\n    user: Optional[str] = Field(default="x")\n'],
    ['Own().settings()', 'class Own(Base):\n    def model_post_init(self, context):\n        self.user = "x"\n'],
    ['Own().settings()', 'class Own(Base):\n    @field_validator("user")\n    def check(cls, value):\n        return "x"\n'],
    ['Base().settings()', 'Base.user = "x"\n'],
  ])
    assert.match(planned(expression!, classes), 'DC3074', `${classes}${expression}`)
})

test.run()
