/** Variables that are left to bake: it asks for those of the targets that it builds, and for no others. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { skip } from '../skip.ts'
import { missing, ok, testProject } from './docker.ts'

const why = missing()
if (why) skip(test, 'late variables', why)
else {
  const project = testProject({
    train: { docker: { environment: { BUCKET: 's3://${TRAIN_BUCKET}' } }, steps: { fit: {} } },
    score: {
      docker: { requirements: ['six'], build_config: { build_options: { labels: { owner: '${OWNER}' } } } },
      steps: { score: {} },
    },
    report: { docker: { requirements: ['six==1.16.0'] }, steps: { report: {} } },
  })
  test.before(() => project.compile('--quiet'))
  test.after(() => project.remove())

  test('a call for one pipeline needs none of the variables of others', () => {
    ok(project.bake(['--print', 'report-pipeline']))
    assert.match(ok(project.bake(['--print', 'score-pipeline'], { OWNER: 'ml "team"' })), '"owner": "ml \\"team\\""')
  })

  for (const [pipeline, name, where] of [
    ['train', 'TRAIN_BUCKET', /environment\.BUCKET of pipelines\/train\.yaml/],
    ['score', 'OWNER', /labels\.owner of pipelines\/score\.yaml/],
  ] as const)
    test(`bake stops at ${name}, unset or empty, and says what needs it`, () => {
      for (const environment of [{}, { [name]: '' }] as Record<string, string>[]) {
        const stopped = project.bake(['--print', `${pipeline}-pipeline`], environment)
        assert.is.not(stopped.code, 0)
        assert.match(stopped.log, `until ${name} is set`)
        assert.match(stopped.log, where)
      }
    })
}

test.run()
