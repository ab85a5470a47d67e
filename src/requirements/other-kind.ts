import { folderOf } from '../paths/path-parts.ts'

/** A file of another kind than a requirement list, which installers read line by line all the same. */
interface OtherKind {
  /** `uv's lock file`. */
  readonly what: string
  readonly help: (path: string) => string
}

const beside = (path: string, name: string): string => (folderOf(path) === '.' ? name : `${folderOf(path)}/${name}`)
const project = (path: string): string => `write \`pyproject_path: ${beside(path, 'pyproject.toml')}\` in its place`

const ONE_A_LINE = (): string => 'name a file with one requirement a line'

/** Kinds by what only they have, first match wins. A name says little: `requirements.lock` is a list in most projects. */
const KINDS: readonly (OtherKind & { readonly pattern: RegExp })[] = [
  { what: 'a lock file of uv, poetry or pdm', pattern: /^\[\[packages?\]\]\s*$/m, help: project },
  {
    what: "pipenv's file",
    pattern: /^\[(?:packages|dev-packages)\]\s*$/m,
    help: () => 'name the output of `pipenv requirements`',
  },
  {
    what: 'a project file',
    pattern: /^\[\s*(?:project|build-system|dependency-groups|tool\.[\w.-]+)\s*\]\s*(?:#.*)?$|^project\s*=\s*\{/m,
    help: project,
  },
  { what: 'a TOML or INI file', pattern: /^\[{1,2}[\w. -]+\]{1,2}\s*(?:[#;].*)?$/m, help: ONE_A_LINE },
  {
    what: "conda's environment file",
    pattern: /^(?:dependencies|channels):/m,
    help: () =>
      "list the lines below `pip:` in it as `requirements`; for conda's own packages take a parent image that holds the environment",
  },
  { what: 'a YAML file', pattern: /^[\w.-]+:[^\S\n]*(?:#.*)?\r?\n[^\S\n]*(?:-[^\S\n]|[^\S\n]+[^\s#])/m, help: ONE_A_LINE },
  {
    what: "conda's list of packages",
    pattern: /^@EXPLICIT\s*$|^# This file may be used to create an environment using:/m,
    help: () => 'name the output of `pip list --format=freeze`',
  },
  {
    what: 'the table that `pip list` prints',
    pattern: /^Package\s+Version\b[^\n]*\n-+\s+-+/m,
    help: () => 'name the output of `pip freeze`',
  },
  {
    what: 'JSON',
    pattern: /^\s*\{\s*["}]/,
    help: () => 'name a file with one requirement a line; of `Pipfile.lock` it is the output of `pipenv requirements`',
  },
  {
    what: 'a Python program',
    pattern: /^(?:from\s+[\w.]+\s+import\s|import\s+\w+\s*$|def\s+\w+\()/m,
    help: () => 'name a file with one requirement a line, or install the project with `local_project_install_command`',
  },
  { what: 'a file with conflict markers of git', pattern: /^<{7} .*$/m, help: () => 'resolve the conflict' },
  {
    what: 'a pointer of Git LFS',
    pattern: /^version https:\/\/git-lfs\.github\.com\//,
    help: () => 'fetch the file itself: `git lfs pull`',
  },
  { what: 'a web page', pattern: /^\s*<(?:!doctype|html)\b/i, help: () => 'fetch the file itself' },
]

/** The kind of a text that is certainly not a requirement list; undefined for one that may be. */
export function otherKind(text: string): OtherKind | undefined {
  return KINDS.find(({ pattern }) => pattern.test(text.slice(0, 100_000)))
}
