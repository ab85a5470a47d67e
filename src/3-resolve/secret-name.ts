// BuildKit's rule SecretsUsedInArgOrEnv (frontend/dockerfile/linter), so that `docker build --check` and we agree.
const SECRET_WORD = /(?:^|_)(?:apikey|auth|credential|credentials|key|password|pword|passwd|secret|token)(?:_|$)/i
const PUBLIC_WORD = /(?:^|_)(?:public|file|version)(?:_|$)/i

/** Whether BuildKit would call a variable of this name a secret. */
export function looksSecret(name: string): boolean {
  return SECRET_WORD.test(name) && !PUBLIC_WORD.test(name)
}
