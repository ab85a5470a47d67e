/** The keys of `settings.docker` that say how an image gets its code. */
export const ALLOW_KEYS = [
  'allow_including_files_in_images',
  'allow_download_from_code_repository',
  'allow_download_from_artifact_store',
] as const
export type AllowKey = (typeof ALLOW_KEYS)[number]

/** What each value of `source_files` is in the keys that came after it (ZenML 0.98, `DockerSettings._migrate_source_files`). */
export const SOURCE_FILES: Readonly<Record<string, Readonly<Record<AllowKey, boolean>>>> = {
  download: only('allow_download_from_code_repository'),
  include: only('allow_including_files_in_images'),
  download_or_include: only('allow_including_files_in_images', 'allow_download_from_code_repository'),
  ignore: only(),
}

function only(...granted: AllowKey[]): Record<AllowKey, boolean> {
  return {
    allow_including_files_in_images: granted.includes('allow_including_files_in_images'),
    allow_download_from_code_repository: granted.includes('allow_download_from_code_repository'),
    allow_download_from_artifact_store: granted.includes('allow_download_from_artifact_store'),
  }
}

/** What ZenML runs for the names of `replicate_local_python_environment` (0.98, `PythonEnvironmentExportMethod`); today it is `true` or a command. */
export const REPLICATION_COMMANDS: Readonly<Record<string, string>> = {
  pip_freeze: 'pip freeze',
  uv_freeze: 'uv pip freeze',
  poetry_export: 'poetry export --format=requirements.txt',
}
