import type { Case } from './cases.ts'

const PROJECT: Readonly<Record<string, string>> = {
  'dockcompile.config.yaml': 'stack: stack.yaml\npipelines:\n  - file: train.yaml\n    steps: [load, fit]\npython: "3.11"\n',
  'stack.yaml': `zenml_version: 0.98.0
stack_name: prod
components:
  orchestrator:
    - name: k8s
      type: orchestrator
      flavor: kubernetes
      configuration: {}
  artifact_store:
    - name: bucket
      type: artifact_store
      flavor: s3
      configuration: {path: 's3://bucket'}
  container_registry:
    - name: reg
      type: container_registry
      flavor: default
      configuration: {uri: registry.example.com}
`,
  'train.yaml': 'settings:\n  docker:\n    requirements: requirements.txt\nsteps:\n  fit:\n    parameters: {rounds: 3}\n',
  'requirements.txt': 'numpy==2.2.6\npandas==2.3.3\n',
}

// A project file of another kind is in place of the usual one.
const isProject = ({ file }: Case) => ['package.json', 'pyproject.toml'].includes(file)

/** The project with one broken file. */
export function filesOf(one: Case): Record<string, string> {
  const { file, text } = one
  // A list that a pipeline file does not speak of would be a finding of its own.
  const { 'requirements.txt': list, ...others } = PROJECT
  const base = file === 'train.yaml' && !text.includes('requirement') ? others : { ...others, 'requirements.txt': list! }
  const { 'dockcompile.config.yaml': _, ...withoutProject } = base
  return { ...(isProject(one) ? withoutProject : base), [file]: text.replace('«', '') }
}

export const projectFileOf = (one: Case): string => (isProject(one) ? one.file : 'dockcompile.config.yaml')
