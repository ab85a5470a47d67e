/** Files that are not requirement lists: a text that only such files have tells their kind. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { otherKind } from '../src/requirements/other-kind.ts'

test('files of other kinds are known by their text', () => {
  const kinds: readonly (readonly [what: RegExp, text: string])[] = [
    [/a lock file/, '# made by Poetry\n\n[[package]]\r\nname = "idna"\r\n'],
    [/a lock file/, 'lock-version = "1.0"\n[[packages]]\nname = "idna"\n'],
    [/pipenv's file/, '[[source]]\nurl = "https://pypi.org/simple"\n\n[packages]\nidna = "*"\n'],
    [/a project file/, '[dependency-groups] # groups\ndev = ["pytest"]\n'],
    [/a project file/, 'project = {name = "x", dependencies = ["idna"]}\n'],
    [/a TOML or INI file/, '[workspace]\nname = "x"\n'],
    [/a TOML or INI file/, '[options] ; of setuptools\ninstall_requires = idna\n'],
    [/conda's environment file/, 'name: lab\ndependencies: [python=3.11, numpy]\n'],
    [/a YAML file/, 'version: 6\nenvironments:\n  default:\n    channels: []\n'],
    [/a YAML file/, 'packages:\r\n- numpy\r\n'],
    [/conflict markers/, 'idna==3.9\n<<<<<<< HEAD\nsix==1.16\n=======\nsix==1.17\n>>>>>>> main\n'],
    [/a pointer of Git LFS/, 'version https://git-lfs.github.com/spec/v1\noid sha256:aa\nsize 3\n'],
  ]
  for (const [what, text] of kinds) assert.match(otherKind(text)?.what ?? 'nothing', what, text)
})

test('a list with slips is still a list', () => {
  for (const text of [
    'idna==3.10\n# [project]\n',
    'numpy:\nidna\n',
    'requests[socks]\n',
    '-e .[all]\n',
    'a==1 # dependencies:\n',
    '--index-url https://x/s\n',
  ])
    assert.is(otherKind(text), undefined, text)
})

test.run()
