/** How long `settled` waits. In milliseconds. */
export interface Waits {
  /** Quiet for so long: a burst is over. */
  readonly quiet: number
  /** Calls that come without a pause are acted on this often all the same. */
  readonly longest: number
}

/**
 * `soon` has `act` called when a burst of its calls is over. With `again` that asks to be called once more a little later, then with `isLast`.
 * After `never` nothing is called any more.
 */
export function settled(
  act: (isLast: boolean, again: (milliseconds: number) => void) => void,
  { quiet, longest }: Waits,
): { readonly soon: () => void; readonly never: () => void } {
  let timer: NodeJS.Timeout | undefined
  let since: number | undefined
  let isOver = false
  const run = (isLast: boolean) => {
    timer = undefined
    since = undefined
    act(isLast, again)
  }
  const again = (milliseconds: number) => {
    timer = setTimeout(run, milliseconds, true)
  }
  return {
    soon() {
      since ??= performance.now()
      if (isOver || (timer && performance.now() - since > longest)) return
      clearTimeout(timer)
      timer = setTimeout(run, quiet, false)
    },
    never() {
      isOver = true
      clearTimeout(timer)
    },
  }
}
