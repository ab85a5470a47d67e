import { defaultKeymap, history, historyKeymap } from '@codemirror/commands'
import { yaml } from '@codemirror/lang-yaml'
import { HighlightStyle, indentUnit, StreamLanguage, syntaxHighlighting } from '@codemirror/language'
import { dockerFile } from '@codemirror/legacy-modes/mode/dockerfile'
import { json } from '@codemirror/legacy-modes/mode/javascript'
import { python } from '@codemirror/legacy-modes/mode/python'
import { lintKeymap, type Diagnostic as Mark, setDiagnostics } from '@codemirror/lint'
import { EditorState, type Extension } from '@codemirror/state'
import { EditorView, highlightActiveLine, highlightActiveLineGutter, keymap, lineNumbers } from '@codemirror/view'
import { tags } from '@lezer/highlight'
import type { Diagnostic } from '../src/core.ts'
import { prose } from './prose.ts'

/** Colours are the page's variables, which know light and dark. */
const LOOK = EditorView.theme({
  '&': { backgroundColor: 'transparent', color: 'var(--ink)', fontSize: '13px', height: '100%' },
  '&.cm-focused, .cm-content:focus-visible': { outline: 'none' },
  // The frame of the focus, above the numbers of the lines, which would cover an outline.
  '&.cm-focused::after': {
    content: '""',
    position: 'absolute',
    inset: '0',
    zIndex: '300',
    border: '2px solid var(--accent)',
    pointerEvents: 'none',
  },
  '.cm-scroller': { fontFamily: 'var(--mono)', lineHeight: '1.55' },
  '.cm-content': { caretColor: 'var(--ink)' },
  // Text that scrolls sideways goes below the numbers.
  '.cm-gutters': { backgroundColor: 'var(--paper)', color: 'var(--faint)', border: 'none' },
  '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'var(--chosen)' },
  '.cm-cursor': { borderLeftColor: 'var(--ink)' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
    backgroundColor: 'var(--chosen)',
  },
  '.cm-tooltip': {
    backgroundColor: 'var(--paper)',
    color: 'var(--ink)',
    border: '1px solid var(--line)',
    borderRadius: '6px',
    maxWidth: '36rem',
  },
  '.cm-diagnostic': { borderLeft: '3px solid var(--hint)', padding: '4px 10px', whiteSpace: 'pre-wrap' },
  '.cm-diagnostic-error': { borderLeftColor: 'var(--error)' },
  '.cm-diagnostic-warning': { borderLeftColor: 'var(--warning)' },
  '.cm-lintRange': { backgroundImage: 'none', textDecoration: 'underline wavy var(--hint) 1.5px', textUnderlineOffset: '3px' },
  '.cm-lintRange-error': { textDecorationColor: 'var(--error)' },
  '.cm-lintRange-warning': { textDecorationColor: 'var(--warning)' },
})

const HIGHLIGHT = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: 'var(--key)' },
  { tag: [tags.string, tags.content, tags.special(tags.string)], color: 'var(--string)' },
  { tag: [tags.number, tags.bool, tags.null, tags.atom], color: 'var(--number)' },
  { tag: [tags.comment, tags.lineComment], color: 'var(--comment)' },
  { tag: [tags.keyword, tags.labelName], color: 'var(--keyword)' },
])

/** How a file is coloured, by its name. */
function languageOf(path: string): Extension {
  if (/\.ya?ml$/.test(path)) return yaml()
  if (path.endsWith('.py')) return StreamLanguage.define(python)
  if (/(?:^|\/|\.)Dockerfile$/.test(path)) return StreamLanguage.define(dockerFile)
  return path.endsWith('.json') ? StreamLanguage.define(json) : []
}

const common = (path: string, label: string): Extension => [
  lineNumbers(),
  LOOK,
  syntaxHighlighting(HIGHLIGHT),
  languageOf(path),
  EditorView.contentAttributes.of({ 'aria-label': label, tabindex: '0' }),
]

/** A file that is written in. Tab leaves the editor, as everywhere on the page. */
export function inputState(path: string, text: string, changed: (text: string) => void): EditorState {
  return EditorState.create({
    doc: text,
    extensions: [
      common(path, `${path}, editable`),
      history(),
      indentUnit.of('  '),
      keymap.of([...defaultKeymap, ...historyKeymap, ...lintKeymap]),
      EditorView.updateListener.of(update => update.docChanged && changed(update.state.doc.toString())),
    ],
  })
}

/**
 * A file that is read.
 *
 * @param chosen gets the number of the line that a click or an arrow key goes to; left out where lines have nothing to say
 */
export function outputState(path: string, text: string, chosen?: (line: number) => void): EditorState {
  const lineOf = ({ doc, selection }: EditorState) => doc.lineAt(selection.main.head).number
  const choosing = chosen && [
    highlightActiveLine(),
    highlightActiveLineGutter(),
    EditorView.updateListener.of(({ selectionSet, state }) => selectionSet && chosen(lineOf(state))),
  ]
  const extensions = [common(path, path), EditorState.readOnly.of(true), keymap.of(defaultKeymap), choosing ?? []]
  return EditorState.create({ doc: text, extensions })
}

/** Underlines what is wrong in the file that an editor shows, at the same places as the command line. */
export function mark(view: EditorView, path: string, diagnostics: readonly Diagnostic[]): void {
  const { length } = view.state.doc
  const marks = diagnostics
    .filter(({ at }) => at?.file === path)
    .map(({ at, severity, code, message, label, help }): Mark => {
      const from = Math.min(at!.start, length)
      const text = [`${severity}[${code}]: ${message}`, label, help && `help: ${help}`].filter(Boolean).join('\n')
      return {
        from,
        to: Math.min(Math.max(at!.end, from + 1), length),
        severity: severity === 'hint' ? 'hint' : severity,
        message: text,
        renderMessage: () => {
          const made = document.createElement('span')
          made.append(...prose(text))
          return made
        },
      }
    })
  view.dispatch(setDiagnostics(view.state, marks))
}
