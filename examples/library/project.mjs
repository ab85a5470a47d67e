// What both programs here compile: a project in memory. Files come from anywhere: an editor, a request, a database.
export const files = {
  'dockcompile.config.yaml': `stack: stack.yaml
pipelines: [training.yaml]
python: "3.11"
`,
  'stack.yaml': `stack_name: team
zenml_version: 0.98.0
components:
  orchestrator:
  - {name: cluster, type: orchestrator, flavor: kubernetes, configuration: {}}
  artifact_store:
  - {name: bucket, type: artifact_store, flavor: s3, configuration: {path: s3://bucket/zenml}}
  container_registry:
  - {name: registry, type: container_registry, flavor: default, configuration: {uri: registry.example.com/team}}
`,
  'training.yaml': `settings:
  docker:
    requirements: [scikit-learn==1.5.2]
    environments: {MODE: fast}
`,
}

/** Compiles them: the messages as one reads them on a terminal, and the files that would be written. */
export function compileProject({ compile, memorySources, printPretty }, catalogs) {
  const { diagnostics, outputs } = compile(memorySources(files), { projectFile: 'dockcompile.config.yaml' }, { catalogs })
  const messages = printPretty(diagnostics, { textOf: file => files[file], color: false })
  return { messages, artifacts: outputs.flatMap(output => output.files) }
}
