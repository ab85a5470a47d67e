import { terminalText } from '../quote/terminal-text.ts'
import type { Terminal } from './terminal.ts'

/** Who waits longer than this wants to know for what. In milliseconds. */
const PATIENCE = 500

/** Longer texts could need a second line, which nothing could take away again. */
const WIDTH = 70

/** One line on a terminal that says what takes so long, and that is gone before anything else is said. */
export interface Progress {
  /** What is being done now. */
  say(doing: string): void
  /** The terminal, for everything else. */
  readonly terminal: Terminal
  /** Takes the line away. */
  end(): void
}

/** A progress line on the standard error of a terminal; it appears half a second from now. */
export function progressOn(below: Terminal, now: () => number = () => process.uptime() * 1000): Progress {
  const begin = now() + PATIENCE
  let timer: NodeJS.Timeout | undefined
  let shown = ''
  const show = (doing: string) => {
    const text = terminalText(doing.length > WIDTH ? `${doing.slice(0, WIDTH - 1)}…` : doing)
    if (text === shown) return
    shown = text
    below.err(`\r\x1b[K${text}`)
  }
  const end = () => {
    clearTimeout(timer)
    if (shown !== '') below.err('\r\x1b[K')
    shown = ''
  }
  return {
    say(doing) {
      clearTimeout(timer)
      const left = begin - now()
      if (left <= 0) show(doing)
      // Only while a program or the network is waited for; the compiler itself lets no timer through.
      else timer = setTimeout(show, left, doing).unref()
    },
    end,
    terminal: {
      ...below,
      out(text) {
        end()
        below.out(text)
      },
      err(text) {
        end()
        below.err(text)
      },
      ...(below.confirm && {
        async confirm(question) {
          end()
          return below.confirm!(question)
        },
      }),
    },
  }
}
