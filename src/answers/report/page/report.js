// The report's page. All texts come from the data below and are set as text, never as markup.
const data = JSON.parse(document.getElementById('data').textContent)
const main = document.querySelector('main')
const side = document.querySelector('nav')
const search = document.querySelector('.search')

/** An element: `el('a', {href}, 'text', other)`. */
function el(name, attributes = {}, ...children) {
  const element = document.createElement(name)
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith('on')) element.addEventListener(key.slice(2), value)
    else if (value !== null && value !== undefined && value !== false) element.setAttribute(key, value === true ? '' : value)
  }
  element.append(...children.flat(Infinity).filter(child => child !== null && child !== undefined && child !== ''))
  return element
}
/** A text that may go on in the next line after `/`, `:`, `@` and the like, in no word and in no number of a place. */
const breakable = text =>
  String(text)
    .split(/(?<=[/@,;=])(?=[^/@,;=\s])|(?<=:)(?=[^/:\d\s])/)
    .flatMap((part, i) => (i ? [el('wbr'), part] : [part]))
const code = text => el('code', {}, el('bdi', {}, breakable(text)))
const plural = (n, what) => `${n} ${what}${n === 1 ? '' : 's'}`

/** A sentence in which `backticks` are code. */
const sentence = text => text.split('`').map((part, i) => (i % 2 ? code(part) : part))

const imageHref = (stack, image) => `#image/${encodeURIComponent(stack.folder)}/${encodeURIComponent(image.id)}`
const placeOf = index => data.places[index]
const placeNode = index => el('span', { class: 'place' }, el('bdi', {}, breakable(placeOf(index))))

/** Causes as a list: the place, what it is, and whom it beat. */
function causeList(indexes, limit = 12) {
  if (indexes.length === 0) return null
  const shown = indexes.slice(0, limit).map(index => data.causes[index])
  return el(
    'ul',
    {},
    shown.map(([what, at, beat]) =>
      el(
        'li',
        {},
        at === null ? null : placeNode(at),
        el('span', { class: 'what' }, sentence(what)),
        beat.length
          ? el(
              'span',
              { class: 'quiet' },
              'beats ',
              beat.map((index, i) => [i ? ', ' : '', placeNode(index)]),
            )
          : null,
      ),
    ),
    indexes.length > limit ? el('li', { class: 'quiet' }, `and ${indexes.length - limit} more`) : null,
  )
}

/** Causes in one line of a table. */
function causeLine(indexes) {
  return indexes.slice(0, 4).map((index, i) => {
    const [what, at] = data.causes[index]
    // The place says the file, and the table that it is about packages.
    const isPlain = at !== null && (/^(?:requirements|apt_packages)(?:\[|$)/.test(what) || placeOf(at).startsWith(`${what}:`))
    return [i ? ', ' : '', isPlain ? null : [...sentence(what), ' '], at === null ? null : placeNode(at)]
  })
}

// Views

function overview() {
  const { stacks, diagnostics, changes } = data
  show(
    'Overview',
    el('h1', {}, data.title),
    el(
      'p',
      { class: 'quiet' },
      plural(
        stacks.reduce((sum, stack) => sum + stack.images.length, 0),
        'image',
      ),
      ', ',
      el('a', { href: '#changes' }, `${plural(changes.files.length, 'file')} changed`),
      ` against ${changes.against}, `,
      el('a', { href: '#messages' }, counted(diagnostics)),
      '.',
    ),
    stacks.map(stack => [
      el('h2', {}, 'Stack ', el('bdi', {}, stack.stack)),
      el(
        'div',
        { class: 'facts' },
        fact('ZenML', stack.zenml),
        fact('Python', stack.python),
        fact('Dialect', stack.dialect),
        fact('Folder', stack.folder),
      ),
      stack.remark ? el('p', {}, sentence(stack.remark)) : null,
      rebuildList(stack),
      stack.images.length ? imageTable(stack) : null,
      stack.splits.length ? [el('h2', {}, 'What keeps images apart'), splitTable(stack, stack.splits)] : null,
      stack.idle.length ? [el('h2', {}, 'Settings without effect'), idleTable(stack.idle)] : null,
    ]),
    graphView(),
  )
}

/** `1 warning, 2 hints`. */
function counted(diagnostics) {
  const parts = ['error', 'warning', 'hint'].flatMap(severity => {
    const n = diagnostics.filter(found => found.severity === severity).length
    return n ? [plural(n, severity)] : []
  })
  return parts.join(', ') || 'no messages'
}

const STATES = { new: 'new', removed: 'gone', rebuilds: 'rebuilds', configuration: 'changed' }
const rebuildsOf = stack => data.changes.rebuilds.find(({ folder }) => folder === stack.folder)
/** What a build does with an image that is not the same, as a badge. */
function stateOf(stack, id) {
  const found = rebuildsOf(stack)?.images.find(([image]) => image === id)
  return found ? el('span', { class: `tag ${found[1]}` }, STATES[found[1]]) : null
}

function rebuildList(stack) {
  const found = rebuildsOf(stack)
  if (!found?.sentences.length) return null
  return [
    el('h2', {}, 'What a build does now'),
    el('p', { class: 'quiet' }, `Compared with ${data.changes.against}, where every image of that is built.`),
    el(
      'ul',
      { class: 'plain' },
      found.sentences.map(text => el('li', {}, breakable(text))),
    ),
  ]
}

/** The graph of all images; those that are new or change are marked. */
function graphView() {
  const picture = document.getElementById('graph').content.querySelector('svg')
  if (!picture) return null
  const copy = picture.cloneNode(true)
  const changed = new Map(data.changes.rebuilds.flatMap(({ images }) => images))
  for (const box of copy.querySelectorAll('g.image')) {
    const states = box
      .querySelector('title')
      .textContent.split('\n')
      .flatMap(name => changed.get(name) ?? [])
    if (states.length) box.classList.add('marked')
  }
  const marked = copy.querySelector('.marked')
  return [
    el('h2', {}, 'Graph'),
    marked ? el('p', { class: 'quiet' }, 'Images with a thick frame are new, or change.') : null,
    el(
      'div',
      { class: 'graph card', tabindex: '0', role: 'region', 'aria-label': 'Graph of pipelines, steps, images and layers' },
      copy,
    ),
  ]
}

const fact = (name, value) => el('span', {}, `${name} `, el('b', {}, el('bdi', {}, breakable(value))))

function table(head, rows) {
  return el(
    'div',
    { class: 'scroll' },
    el(
      'table',
      { class: 'stack' },
      el(
        'thead',
        {},
        el(
          'tr',
          {},
          head.map(text => el('th', { scope: 'col' }, text)),
        ),
      ),
      el(
        'tbody',
        {},
        rows.map(cells =>
          el(
            'tr',
            {},
            // On a narrow screen a row is a card, in which each line but the first names its column.
            cells.map((cell, i) => el('td', i ? { 'data-column': head[i] } : {}, cell)),
          ),
        ),
      ),
    ),
  )
}

function imageTable(stack) {
  const rows = stack.images.map(image => {
    const [first] = image.requests
    const more = image.requests.length - 1
    return [
      [el('a', { href: imageHref(stack, image) }, el('bdi', {}, breakable(image.id))), ' ', stateOf(stack, image.id)],
      image.kind,
      [
        ...sentence(first ? first[3] : `used by ${image.usedBy.join(', ')}`),
        more > 0 ? el('span', { class: 'quiet' }, ` and ${more} more`) : null,
      ],
      code(image.parent),
    ]
  })
  return table(['Image', 'Kind', 'Why it exists', 'Built on'], rows)
}

function splitTable(stack, splits) {
  const rows = splits.map(({ keys, names, images, causes }) => [
    [
      keys.map((key, i) => [i ? ', ' : '', code(key)]),
      names.length ? el('span', { class: 'quiet' }, ` (${names.slice(0, 6).join(', ')}${names.length > 6 ? ', …' : ''})`) : null,
    ],
    imageLinks(stack, images),
    causes
      .slice(0, 5)
      .map((index, i) => [i ? ', ' : '', data.causes[index][1] === null ? null : placeNode(data.causes[index][1])]),
  ])
  return table(['Setting', 'Images that are apart', 'Where'], rows)
}

function imageLinks(stack, ids) {
  const shown = ids
    .slice(0, 6)
    .map((id, i) => [i ? ', ' : '', el('a', { href: imageHref(stack, { id }) }, el('bdi', {}, breakable(id)))])
  return ids.length > 6 ? [shown, el('span', { class: 'quiet' }, ` and ${ids.length - 6} more`)] : shown
}

const idleTable = idle =>
  table(
    ['Setting', 'Where', 'Why it does nothing'],
    idle.map(({ key, value, at, why }) => [
      [code(key), ' ', el('span', { class: 'quiet' }, el('bdi', {}, value.slice(0, 80)))],
      placeNode(at),
      sentence(why),
    ]),
  )

function imageView(stack, image, line) {
  const [dockerfile] = image.files
  show(
    image.id,
    el('h1', {}, el('bdi', {}, breakable(image.id)), ' ', stateOf(stack, image.id)),
    el(
      'div',
      { class: 'facts' },
      fact('Kind', image.kind),
      fact('Stack', stack.stack),
      image.tags.slice(0, 3).map(tag => fact('Tag', tag)),
      image.tags.length > 3 ? `and ${image.tags.length - 3} more tags` : null,
    ),
    el('h2', {}, 'Why it exists'),
    image.requests.length
      ? table(
          ['For', 'Build', 'Why'],
          image.requests
            .slice(0, 20)
            .map(([pipeline, step, key, why]) => [
              el('bdi', {}, breakable(step === null ? pipeline : `${pipeline}/${step}`)),
              breakable(key),
              sentence(why),
            ]),
        )
      : el('p', {}, `Used by ${image.usedBy.join(', ')}.`),
    el('p', {}, 'Built on ', code(image.parent), ': ', ...sentence(data.reasons[image.parentReason][1]), '. '),
    el('p', {}, 'Code: ', ...sentence(data.reasons[image.codeReason][1]), '.'),
    image.splits.length ? [el('h2', {}, 'What keeps it apart from other images'), splitTable(stack, image.splits)] : null,
    dockerfile ? el('h2', {}, 'Dockerfile') : null,
    image.files.map((file, i) => dockerfileView(file, i === 0 ? line : undefined)),
    image.apt.length
      ? [
          el('h2', {}, 'System packages'),
          table(
            ['Package', 'Who asked for it'],
            image.apt.map(([name, causes]) => [code(name), causeLine(causes)]),
          ),
        ]
      : null,
    image.layers ? layersView(stack, image.layers) : null,
    image.lists.length ? el('h2', {}, 'Requirements') : null,
    image.lists.map(list =>
      el(
        'details',
        { open: image.lists.length < 8 },
        el('summary', {}, ...sentence(list.rule), el('span', { class: 'count' }, ` · ${plural(list.lines.length, 'line')}`)),
        el('p', {}, el('span', { class: 'place' }, list.file)),
        table(
          ['Requirement', 'Who asked for it'],
          byAsker(list.lines).map(([texts, causes]) => [texts.map((text, i) => [i ? ', ' : '', code(text)]), causeLine(causes)]),
        ),
      ),
    ),
  )
}

/** Layers of packages that do not depend on each other. */
function layersView(stack, { own, kept, replaced }) {
  const others = ids => (ids.length ? imageLinks(stack, ids) : '')
  return [
    el('h2', {}, 'Layers of packages'),
    el('p', {}, 'None of them depends on another: an edit builds and pushes those that it changes. Sizes are those of wheels.'),
    table(
      ['Layer', 'Size', 'Packages', 'Shared with'],
      own.map(([name, size, packages, shared]) => [code(name), size, packages.join(', '), others(shared)]),
    ),
    kept.length ? el('p', {}, `The parent has these already: ${kept.join(', ')}.`) : null,
    replaced.length ? el('p', {}, `Other versions replace these of the parent: ${replaced.join(', ')}.`) : null,
  ]
}

/** Requirements that the same asked for, together. */
function byAsker(lines) {
  const groups = new Map()
  for (const [text, causes] of lines) {
    const key = causes.join(' ')
    const group = groups.get(key)
    if (group) group[0].push(text)
    else groups.set(key, [[text], causes])
  }
  return [...groups.values()]
}

/** A Dockerfile: a line under the pointer or with the focus tells its reasons; a click keeps them. */
function dockerfileView(file, chosen) {
  const why = el('div', { class: 'why card', 'aria-live': 'polite', role: 'region', 'aria-label': 'Where the line comes from' })
  const buttons = file.lines.map(([pieces, reasons], i) =>
    el(
      'button',
      { type: 'button', 'aria-pressed': 'false', tabindex: i === 0 ? '0' : '-1', 'data-reasons': reasons.join(' ') },
      el('span', { class: 'n' }, String(i + 1)),
      el(
        'span',
        {},
        pieces.length === 0 ? ' ' : pieces.map(([text, reason]) => el('span', reason === null ? { class: 'fixed' } : {}, text)),
      ),
    ),
  )
  let kept = -1
  const tell = index => {
    const [, reasons, template] = file.lines[index]
    for (const [i, button] of buttons.entries())
      button.classList.toggle('same', i !== index && file.lines[i][1][0] === reasons[0])
    why.replaceChildren(
      el('h3', {}, `Line ${index + 1}`),
      ...reasons.map(reason => {
        const [part, rule, causes] = data.reasons[reason]
        return el('section', {}, el('span', { class: 'tag' }, part), el('p', {}, sentence(rule)), causeList(causes))
      }),
    )
    if (template !== null)
      why.append(
        el(
          'p',
          { class: 'quiet' },
          'Laid out by ',
          el('span', { class: 'mono' }, data.templates[template[0]]),
          `, line ${template[1]}.`,
        ),
      )
  }
  const keep = index => {
    kept = index
    for (const [i, button] of buttons.entries()) button.setAttribute('aria-pressed', String(i === index))
    tell(index)
  }
  const focus = index => {
    const target = buttons[Math.max(0, Math.min(buttons.length - 1, index))]
    for (const button of buttons) button.tabIndex = button === target ? 0 : -1
    target.focus()
  }
  const indexOf = event => buttons.indexOf(event.target.closest('button'))
  const list = el('ol', {
    onmouseover: event => indexOf(event) >= 0 && tell(indexOf(event)),
    onmouseleave: () => kept >= 0 && tell(kept),
    onfocusin: event => indexOf(event) >= 0 && tell(indexOf(event)),
    onclick: event => indexOf(event) >= 0 && keep(indexOf(event)),
    onkeydown: event => {
      const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10, Home: -Infinity, End: Infinity }[event.key]
      if (step === undefined) return
      event.preventDefault()
      focus(indexOf(event) + step)
    },
  })
  list.append(...buttons.map(button => el('li', {}, button)))
  keep(chosen === undefined ? 0 : Math.max(0, Math.min(buttons.length - 1, chosen - 1)))
  if (chosen !== undefined) requestAnimationFrame(() => focus(chosen - 1))
  return el(
    'div',
    {},
    el(
      'p',
      {},
      el('span', { class: 'place' }, file.path),
      el('span', { class: 'quiet keys' }, ' · point at a line, or use ', el('kbd', {}, '↑'), ' ', el('kbd', {}, '↓')),
    ),
    el('div', { class: 'split' }, el('div', { class: 'file card' }, list), why),
  )
}

function changesView() {
  const { against, files } = data.changes
  const several = data.stacks.length > 1
  show(
    'Changes',
    el('h1', {}, 'Changes'),
    el(
      'p',
      { class: 'quiet' },
      files.length
        ? `What compile would write, compared with ${against}: ${plural(files.length, 'file')}.`
        : `Nothing is different from ${against}.`,
    ),
    data.stacks.map(stack => [
      several && rebuildsOf(stack)?.sentences.length ? el('h2', {}, 'Stack ', el('bdi', {}, stack.stack)) : null,
      rebuildList(stack),
    ]),
    files.length ? el('h2', {}, 'Files') : null,
    files.map(({ path, what, patch }) => {
      const details = el(
        'details',
        {},
        el('summary', {}, el('span', { class: `tag ${what}` }, what), ' ', el('bdi', { class: 'mono' }, path)),
      )
      const fill = () =>
        details.childElementCount === 1 &&
        details.append(
          el(
            'div',
            { class: 'patch card', tabindex: '0', role: 'region', 'aria-label': `Changes of ${path}` },
            patch.map(patchLine),
          ),
        )
      details.addEventListener('toggle', fill)
      if (files.length < 6 || printed) {
        details.open = true
        fill()
      }
      return details
    }),
  )
}

const patchLine = text => el('span', { class: { '+': 'add', '-': 'del', '@': 'at' }[text[0]] }, text === '' ? ' ' : text)

function messagesView() {
  show(
    'Messages',
    el('h1', {}, 'Messages'),
    el('p', { class: 'quiet' }, data.diagnostics.length ? `${counted(data.diagnostics)}.` : 'There is nothing to say.'),
    data.diagnostics.map(messageView),
  )
}

/** A message with all that it says: its line, notes with their places, what to do, and the page of its code. */
function messageView({ severity, code: name, message, at, label, notes, help, fix, excerpt }) {
  const said = (what, content) => el('li', {}, el('b', {}, `${what}: `), content)
  return el(
    'article',
    { class: 'message card' },
    el(
      'h2',
      {},
      el('span', { class: `tag ${severity}` }, severity),
      ' ',
      el('span', { class: 'mono' }, name),
      ' ',
      sentence(message),
    ),
    at === null ? null : el('p', {}, placeNode(at)),
    excerpt.length
      ? el('pre', { tabindex: '0', role: 'group', 'aria-label': 'The line' }, excerpt.join('\n'))
      : label === null
        ? null
        : el('p', {}, sentence(label)),
    el(
      'ul',
      { class: 'plain' },
      notes.map(note => said('note', [sentence(note.message), note.at === null ? null : [' (', placeNode(note.at), ')']])),
      help === null ? null : said('help', sentence(help)),
      fix === null || fix === help ? null : said('check --fix', sentence(fix)),
    ),
    data.pages[name]
      ? el(
          'details',
          {},
          el('summary', {}, `Page of ${name}`),
          el('div', { class: 'page' }, el('pre', { tabindex: '0' }, data.pages[name])),
        )
      : null,
  )
}

// Search: made when it is first used

let index
function searchIndex() {
  const found = []
  for (const stack of data.stacks) {
    for (const image of stack.images) {
      const href = imageHref(stack, image)
      found.push({ href, kind: 'image', text: image.id, where: stack.stack })
      for (const [name] of image.apt) found.push({ href, kind: 'system package', text: name, where: image.id })
      for (const list of image.lists)
        for (const [text] of list.lines) found.push({ href, kind: 'requirement', text, where: image.id })
      for (const [i, [pieces]] of (image.files[0]?.lines ?? []).entries())
        found.push({
          href: `${href}/${i + 1}`,
          kind: 'line',
          text: pieces.map(([text]) => text).join(''),
          where: `${image.id}:${i + 1}`,
        })
    }
    for (const { key, at, why } of stack.idle)
      found.push({ href: '#overview', kind: 'setting', text: key, where: `${placeOf(at)}: ${why}` })
  }
  for (const { code: name, message, at } of data.diagnostics)
    found.push({ href: '#messages', kind: 'message', text: `${name} ${message}`, where: at === null ? '' : placeOf(at) })
  return found.map(hit => ({ ...hit, folded: hit.text.toLowerCase() }))
}

function searchView(query) {
  index ??= searchIndex()
  const words = query.toLowerCase().split(/\s+/).filter(Boolean)
  const hits = index.filter(({ folded }) => words.every(word => folded.includes(word)))
  // The same line is in many images: each text once.
  const texts = new Map()
  for (const hit of hits) {
    const key = `${hit.kind}\n${hit.text}`
    const known = texts.get(key)
    if (known) known.more++
    else texts.set(key, { ...hit, more: 0 })
  }
  const order = ['image', 'system package', 'requirement', 'setting', 'message', 'line']
  const shown = [...texts.values()].sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind)).slice(0, 100)
  show(
    'Search',
    el('h1', {}, 'Search'),
    el('p', { class: 'quiet', role: 'status' }, `${plural(texts.size, 'result')} for “`, el('bdi', {}, query), '”'),
    el(
      'ul',
      { class: 'hits' },
      shown.map(({ href, kind, text, where, more }) =>
        el(
          'li',
          {},
          el(
            'a',
            { href },
            el('span', { class: 'tag' }, kind),
            ' ',
            el('bdi', { class: 'mono' }, text.trim().slice(0, 300)),
            el('span', { class: 'quiet' }, ` ${where}${more ? ` and ${more} more` : ''}`),
          ),
        ),
      ),
    ),
  )
}

// Ways

/** Views that are collected for paper; null: one is shown at a time. */
let printed = null

function show(title, ...content) {
  if (printed) {
    printed.push(el('section', { class: 'sheet' }, content))
    return
  }
  document.title = `${title} · ${data.title}`
  main.replaceChildren(...content.flat(Infinity).filter(child => child !== null && child !== undefined && child !== false))
}

function go() {
  const [view, ...rest] = location.hash.slice(1).split('/')
  const [folder, id, line] = rest.map(decodeURIComponent)
  const stack = data.stacks.find(each => each.folder === folder)
  const image = stack?.images.find(each => each.id === id)
  for (const link of side.querySelectorAll('a')) {
    const own = link.getAttribute('href')
    const current = location.hash === own || location.hash.startsWith(`${own}/`) || (own === '#overview' && location.hash === '')
    if (current) link.setAttribute('aria-current', 'page')
    else link.removeAttribute('aria-current')
  }
  if (image) imageView(stack, image, line === undefined ? undefined : Number(line))
  else if (view === 'changes') changesView()
  else if (view === 'messages') messagesView()
  else overview()
  if (line === undefined) scrollTo(0, 0)
}

function navigation() {
  const link = (href, text, count, state = null) =>
    el(
      'li',
      {},
      el(
        'a',
        { href },
        el('bdi', {}, breakable(text)),
        state,
        count === undefined ? null : el('span', { class: 'count' }, String(count)),
      ),
    )
  side.append(
    el(
      'ul',
      {},
      link('#overview', 'Overview'),
      link('#changes', 'Changes', data.changes.files.length),
      link('#messages', 'Messages', counted(data.diagnostics)),
    ),
    ...data.stacks.flatMap(stack => [
      el('h2', {}, data.stacks.length > 1 ? ['Images of ', el('bdi', {}, stack.stack)] : 'Images'),
      el(
        'ul',
        { class: 'images' },
        stack.images.map(image => link(imageHref(stack, image), image.id, undefined, stateOf(stack, image.id))),
      ),
    ]),
  )
}

/** On paper is all of it: nobody turns a page there by a click. */
addEventListener('beforeprint', () => {
  printed = []
  overview()
  changesView()
  messagesView()
  for (const stack of data.stacks) for (const image of stack.images) imageView(stack, image)
  main.replaceChildren(...printed)
  printed = null
  for (const details of main.querySelectorAll('details:not(.message details)')) details.open = true
})
addEventListener('afterprint', () => go())

const preferred = matchMedia('(prefers-color-scheme: dark)')
const setTheme = theme => document.documentElement.setAttribute('data-theme', theme)
setTheme(preferred.matches ? 'dark' : 'light')
preferred.addEventListener('change', ({ matches }) => setTheme(matches ? 'dark' : 'light'))
document
  .querySelector('.theme')
  .addEventListener('click', () => setTheme(document.documentElement.getAttribute('data-theme') === 'dark' ? 'light' : 'dark'))
search.addEventListener('input', () => (search.value.trim() === '' ? go() : searchView(search.value.trim())))
addEventListener('keydown', event => {
  if (event.key === '/' && document.activeElement !== search) {
    event.preventDefault()
    search.focus()
  }
  if (event.key === 'Escape' && document.activeElement === search) {
    search.value = ''
    go()
  }
})
addEventListener('hashchange', () => {
  search.value = ''
  go()
})
navigation()
go()
