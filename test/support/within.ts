/** An answer, or a failure that says what did not come. */
export function within<T>(answer: Promise<T>, what: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, fail) => {
    timer = setTimeout(fail, 60_000, new Error(`no ${what} for a minute`))
  })
  return Promise.race([answer, late]).finally(() => clearTimeout(timer))
}
