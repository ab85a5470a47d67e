/** Quiet for so long: somebody stopped typing. In milliseconds. */
const QUIET = 100
/** Who types without a pause sees messages after so long all the same. */
const LONGEST = 500

/** `soon` has `act` called when a burst of its calls is over. After `never` nothing is called any more. */
export function settled(act: () => void): { readonly soon: () => void; readonly never: () => void } {
  let timer: NodeJS.Timeout | undefined
  let since: number | undefined
  let isOver = false
  const run = () => {
    timer = undefined
    since = undefined
    act()
  }
  return {
    soon() {
      since ??= performance.now()
      if (isOver || (timer && performance.now() - since > LONGEST)) return
      clearTimeout(timer)
      timer = setTimeout(run, QUIET)
    },
    never() {
      isOver = true
      clearTimeout(timer)
    },
  }
}
