/** What a search by text finds in the Python files of a project; paths are relative to the project root, in code-point order. */
export interface PythonFiles {
  /** Files that name `DockerSettings`. */
  readonly settings: readonly string[]
  /** Files that may define pipelines of ZenML. */
  readonly pipelines: readonly string[]
}
