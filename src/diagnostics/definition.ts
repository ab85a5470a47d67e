/** One diagnostic code: how grave it is and its sentence. `title` names the rule in lists, in SARIF and on its page. */
export interface Definition<P> {
  readonly severity: Severity
  readonly title: string
  readonly message: (params: P) => string
}

export const error = <P>(title: string, message: (params: P) => string): Definition<P> => ({ severity: 'error', title, message })
export const warning = <P>(title: string, message: (params: P) => string): Definition<P> => ({
  severity: 'warning',
  title,
  message,
})
export const hint = <P>(title: string, message: (params: P) => string): Definition<P> => ({ severity: 'hint', title, message })

export type Severity = 'error' | 'warning' | 'hint'
