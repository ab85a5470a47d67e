import { createHash } from 'node:crypto'
import { htmlData, htmlText } from '../../quote/html-text.ts'
import { svgPageStyle } from '../graph/svg.ts'

/** The page's own style and program. */
interface ReportAssets {
  readonly css: string
  readonly js: string
}

/** What the page shows besides its data. */
export interface ReportParts extends ReportAssets {
  /** The graph, as `svgInPage` draws it. */
  readonly graph: string
}

/** One HTML page that needs nothing from elsewhere, and may load nothing: its policy allows its own style and program by their hashes. */
export function reportPage(title: string, data: unknown, { css: own, js, graph }: ReportParts): string {
  const css = `${own}${svgPageStyle()}`
  const policy = `default-src 'none'; style-src '${hash(css)}'; script-src '${hash(js)}'; base-uri 'none'; form-action 'none'`
  return `<!doctype html>
<html lang="en" data-theme="light">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="dockcompile">
<title>${htmlText(title)}</title>
<style>${css}</style>
</head>
<body>
<a class="skip" href="#main">Skip to the content</a>
<aside class="side" aria-label="Contents">
<div class="brand"><span>dockcompile</span><button class="theme" type="button" aria-label="Light or dark" title="Light or dark">◐</button></div>
<input class="search" type="search" aria-label="Search images, packages, lines and messages" placeholder="Search  /">
<nav aria-label="Views"></nav>
</aside>
<main id="main" tabindex="-1"><noscript>This report is drawn by its own script: allow it to run.</noscript></main>
<template id="graph">${graph}</template>
<script type="application/json" id="data">${htmlData(data)}</script>
<script>${js}</script>
</body>
</html>
`
}

const hash = (text: string): string => `sha256-${createHash('sha256').update(text).digest('base64')}`
