// BuildKit's rule SecretsUsedInArgOrEnv (frontend/dockerfile/linter), so that `docker build --check` and we agree.
const SECRET_WORD = /(?:^|_)(?:apikey|auth|credential|credentials|key|password|pword|passwd|secret|token)(?:_|$)/
const PUBLIC_WORD = /(?:^|_)(?:public|file|version)(?:_|$)/

/** Whether BuildKit would call a variable of this name a secret. */
export function looksSecret(name: string): boolean {
  const lower = name.toLowerCase()
  return SECRET_WORD.test(lower) && !PUBLIC_WORD.test(lower)
}
