import { goldenCases, ruleOf, themes } from './cases.ts'

/** What the cases of a theme are about, in the order of a reader: input, decisions, output. */
const ABOUT: Readonly<Record<string, string>> = {
  yaml: 'how YAML files are read',
  python: 'pipelines in Python code: what is read, which layer wins, what cannot be known',
  project: 'the project file, the command line, versions, and which files are found',
  settings: 'keys of `settings`, and which level wins',
  variables: 'variables, filled in now or left to bake',
  stacks: 'stack files, their components, and the images that these need',
  images: 'which images there are, who shares them, their names and tags',
  parents: "parent images and the user's Dockerfiles",
  requirements: 'which packages are installed, in which order and how',
  environment: 'environment variables and users',
  code: 'how code gets into an image, and what ignore files leave out',
  secrets: 'secrets that builds need, and credentials in the wrong place',
  bake: 'platforms, labels, caches and build options',
  dialects: 'the dialects `portable` and `zenml`, and templates of a project',
  output: 'writing the output, `freeze` and `verify`',
}

/** The second half of golden/README.md: every case below its theme, with its rule. */
export function indexOfCases(): string {
  const unknown = themes.filter(theme => !Object.hasOwn(ABOUT, theme))
  if (unknown.length > 0) throw new Error(`no sentence says what golden/${unknown.join(', golden/')} is about`)
  return Object.entries(ABOUT)
    .map(([theme, about]) => {
      const cases = goldenCases.filter(c => c.theme === theme)
      const lines = cases.map(c => `- [${c.name}](${theme}/${c.name}): ${ruleOf(c)}`)
      return `### ${theme}: ${about}\n\n${lines.join('\n')}\n`
    })
    .join('\n')
}
