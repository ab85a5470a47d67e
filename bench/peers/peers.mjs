import { cpSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { run } from '../measure.mjs'

/** Where a peer is installed: a virtual environment for each, because they do not agree on what they need. */
export const environmentOf = (root, name) => join(root, 'bench/peers/installed', name)

const LINES = ['pandas==2.2.3', 'scikit-learn==1.5.2', 'lightgbm==4.5.0']

/**
 * Programs that make Dockerfiles of declarations without building them. `prepare` writes their inputs and says how they are called, what a
 * Dockerfile in their output looks like, and which project of ours is compiled beside them.
 */
export const PEERS = [
  {
    name: 'zenml',
    packages: ['zenml[local]==0.98.0', 'docker', 'packaging<25'],
    does: "compile the pipeline for a stack, gather requirements, generate Dockerfiles: all that comes before ZenML's build",
    prepare({ root, folder, bin }) {
      const own = quickstart(root, folder)
      for (const name of ['requirements.txt', 'requirements-train.txt', 'pipelines/training.yaml'])
        cpSync(join(own, name), join(folder, name))
      const env = {
        ZENML_CONFIG_PATH: join(folder, 'zenml'),
        ZENML_ANALYTICS_OPT_IN: 'false',
        ZENML_LOGGING_VERBOSITY: 'ERROR',
        AUTO_OPEN_DASHBOARD: 'false',
      }
      // Its database and a stack that builds images are there before the clock starts.
      for (const args of [
        ['init'],
        ['orchestrator', 'register', 'docker', '--flavor', 'local_docker'],
        ['stack', 'register', 'docker', '-o', 'docker', '-a', 'default', '--set'],
      ])
        run(folder, join(bin, 'zenml'), args, env)
      // ZenML takes steps from inside its project only.
      cpSync(join(import.meta.dirname, 'zenml_dockerfiles.py'), join(folder, 'dockerfiles.py'))
      const args = ['dockerfiles.py', 'pipelines/training.yaml']
      return { program: join(bin, 'python'), args, env, own, expect: out => /^FROM zenmldocker/m.test(out) }
    },
  },
  {
    name: 'repo2docker',
    packages: ['jupyter-repo2docker'],
    does: '`repo2docker --no-build`, with requirements.txt, apt.txt and runtime.txt',
    prepare({ root, folder, bin }) {
      write(folder, { 'requirements.txt': `${LINES.join('\n')}\n`, 'apt.txt': 'libgomp1\n', 'runtime.txt': 'python-3.11\n' })
      const own = quickstart(root, folder)
      return { program: join(bin, 'repo2docker'), args: ['--no-build', '.'], own, expect: out => /^FROM /m.test(out) }
    },
  },
  {
    name: 'truss',
    packages: ['truss'],
    does: '`truss image build-context`',
    prepare({ root, folder, bin }) {
      write(folder, {
        'truss/config.yaml': `model_name: penguins\npython_version: py311\nrequirements: [${LINES.join(', ')}]\nsystem_packages: [libgomp1]\n`,
        'truss/model/__init__.py': '',
        'truss/model/model.py': 'class Model:\n    def predict(self, request):\n        return request\n',
      })
      const own = quickstart(root, folder)
      const args = ['image', 'build-context', '--non-interactive', 'context', 'truss']
      return { program: join(bin, 'truss'), args, own, expect: () => run(folder, 'grep', ['-q', '^FROM', 'context/Dockerfile']) }
    },
  },
  {
    name: 'hpccm',
    packages: ['hpccm'],
    does: '`hpccm --recipe` with a base image, system packages and pip packages; Python starts faster than Node',
    prepare({ root, folder, bin }) {
      const pip = LINES.map(line => `"${line}"`).join(', ')
      write(folder, {
        'recipe.py': `Stage0 += baseimage(image="python:3.11-slim")\nStage0 += packages(ospackages=["libgomp1"])\nStage0 += pip(packages=[${pip}], pip="pip3")\nStage0 += environment(variables={"PYTHONUNBUFFERED": "1"})\n`,
      })
      const own = quickstart(root, folder)
      return { program: join(bin, 'hpccm'), args: ['--recipe', 'recipe.py'], own, expect: out => /^FROM /m.test(out) }
    },
  },
]

/** A copy of our quickstart beside the peer's inputs. */
function quickstart(root, folder) {
  const own = `${folder}-dockcompile`
  cpSync(join(root, 'examples/quickstart'), own, { recursive: true })
  mkdirSync(join(folder, 'pipelines'), { recursive: true })
  return own
}

function write(folder, files) {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(folder, path, '..'), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
}
