/** A row of tabs as WAI-ARIA describes it: one is in the tab order, the arrow keys go to the others. */
export class Tabs {
  readonly #list: HTMLElement
  readonly #panel: HTMLElement
  readonly #choose: (name: string) => void

  constructor(list: HTMLElement, panel: HTMLElement, choose: (name: string) => void) {
    this.#list = list
    this.#panel = panel
    this.#choose = choose
    list.addEventListener('keydown', event => this.#key(event))
  }

  /** Shows these tabs; `bad` ones have a mark. */
  show(names: readonly string[], chosen: string, bad: ReadonlySet<string> = new Set()): void {
    const focused = this.#list.contains(document.activeElement)
    this.#list.replaceChildren(
      ...names.map((name, i) => {
        const tab = document.createElement('button')
        tab.type = 'button'
        tab.role = 'tab'
        tab.id = `${this.#list.id.replace(/s$/, '')}-${i}`
        tab.textContent = name
        tab.ariaSelected = String(name === chosen)
        tab.tabIndex = name === chosen ? 0 : -1
        tab.setAttribute('aria-controls', this.#panel.id)
        if (bad.has(name)) tab.append(' ', marked())
        tab.addEventListener('click', () => this.#choose(name))
        if (name === chosen) this.#panel.setAttribute('aria-labelledby', tab.id)
        return tab
      }),
    )
    this.#scrollTo(this.#list.querySelector<HTMLElement>('[aria-selected="true"]'))
    if (focused) this.#list.querySelector<HTMLElement>('[tabindex="0"]')?.focus()
  }

  /** Many tabs scroll. The page stays, which `scrollIntoView` would move as well. */
  #scrollTo(tab: HTMLElement | null): void {
    if (!tab) return
    const { scrollTop, clientHeight } = this.#list
    const isShown = tab.offsetTop >= scrollTop && tab.offsetTop + tab.offsetHeight <= scrollTop + clientHeight
    if (!isShown) this.#list.scrollTop = tab.offsetTop
  }

  #key(event: KeyboardEvent): void {
    const tabs = [...this.#list.children] as HTMLElement[]
    const here = tabs.indexOf(document.activeElement as HTMLElement)
    const next = { ArrowRight: here + 1, ArrowLeft: here - 1, Home: 0, End: tabs.length - 1 }[event.key]
    if (next === undefined || here < 0) return
    event.preventDefault()
    tabs[(next + tabs.length) % tabs.length]!.click()
  }
}

function marked(): HTMLElement {
  const mark = document.createElement('span')
  mark.className = 'bad'
  mark.textContent = '●'
  mark.role = 'img'
  mark.ariaLabel = 'has a mistake'
  return mark
}
