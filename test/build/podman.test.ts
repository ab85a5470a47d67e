/**
 * The dialect `portable` where it is not built by Docker: podman takes its Dockerfiles as they are. (kaniko is in no package registry; what it
 * cannot read is held against the text in test/portable.test.ts.)
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { skip } from '../skip.ts'
import { missing, ok, SLIM, succeeds, testProject } from './docker.ts'

// A store of its own, and no network or cgroup of its own: that works inside of containers too.
const folder = mkdtempSync(join(tmpdir(), 'dockcompile-podman-'))
const STORE = ['--root', join(folder, 'root'), '--runroot', join(folder, 'run'), '--storage-driver', 'overlay']
const BUILD = ['build', '--isolation', 'chroot', '--network', 'host', '--pull=never', '--format', 'docker']

const why = missing(SLIM) ?? unusable()
if (why) {
  remove()
  skip(test, 'podman', why)
} else {
  const project = testProject(
    {
      plain: { docker: { parent_image: SLIM, python_package_installer: 'uv', requirements: ['six==1.16.0'] } },
      user: {
        docker: {
          parent_image: SLIM,
          python_package_installer: 'pip',
          user: 'app',
          requirements: ['six==1.16.0'],
          environment: { GREETING: 'say "hi" $HOME \\ #1', MODE: 'early' },
          runtime_environment: { MODE: 'late' },
        },
      },
    },
    { dialect: 'portable' },
  )
  const podman = (...words: string[]) => project.call('podman', [...STORE, ...words])

  test.before(() => {
    project.compile()
    const archive = join(folder, 'parent.tar')
    ok(project.call('docker', ['save', '--output', archive, SLIM]))
    ok(podman('load', '--quiet', '--input', archive))
  })
  test.after(() => {
    remove()
    project.remove()
  })

  for (const [name, user] of [
    ['plain', ''],
    ['user', 'app'],
  ] as const) {
    test(`podman builds it: ${name}`, () => {
      const image = `localhost/${name}`
      ok(podman(...BUILD, '--tag', image, '--file', `build/images/${name}/Dockerfile`, '.'))
      const { Config } = JSON.parse(ok(podman('image', 'inspect', '--format', 'json', image)))[0] as {
        Config: { User?: string; Env: string[]; WorkingDir: string }
      }
      assert.is(Config.User ?? '', user)
      assert.is(Config.WorkingDir, '/app')
      assert.is(Config.Env.includes('MODE=late'), name === 'user')
      assert.is(Config.Env.includes('GREETING=say "hi" $HOME \\ #1'), name === 'user')
      // What a container of it finds, by a build on top: nothing is started, which needs more than a build.
      project.write({
        'probe/Dockerfile': `FROM ${image}\nUSER root\nRUN python -c "import six, sys; sys.path.insert(0, '/app'); import shop; print('found', six.__version__, shop.PRICE)" && stat -c 'app %a %U' /app\n`,
      })
      const log = ok(podman(...BUILD, '--no-cache', '--file', 'probe/Dockerfile', 'probe'))
      assert.match(log, /^found 1\.16\.0 3$/m)
      assert.match(log, name === 'user' ? /^app 777 app$/m : /^app 777 root$/m)
    })
  }
}

test.run()

function unusable(): string | undefined {
  if (!succeeds('podman', ['--version'])) return 'podman is not on this machine'
  return succeeds('podman', [...STORE, 'image', 'ls']) ? undefined : 'podman cannot store images here'
}

/** Everything that this file put into its store; podman keeps the store's folder mounted. */
function remove(): void {
  if (succeeds('podman', ['--version'])) spawnSync('podman', [...STORE, 'image', 'rm', '--all', '--force'], { stdio: 'ignore' })
  spawnSync('umount', [join(folder, 'root/overlay')], { stdio: 'ignore' })
  rmSync(folder, { recursive: true, force: true })
}
