import { type Event, EventEmitter, ThemeIcon, type TreeDataProvider, TreeItem, TreeItemCollapsibleState, Uri } from 'vscode'
import type { ListedImage } from '../../../src/lsp/commands.ts'

/** A line of the view: an image, or one of those that run on it. */
export type Line = ListedImage | { readonly user: string }

/** The images of all projects of the workspace; below each the pipelines and steps that run on it. */
export class ImagesView implements TreeDataProvider<Line> {
  readonly #changed = new EventEmitter<undefined>()
  readonly #list: () => Promise<readonly ListedImage[]>
  #timer: NodeJS.Timeout | undefined
  readonly onDidChangeTreeData: Event<undefined> = this.#changed.event

  constructor(list: () => Promise<readonly ListedImage[]>) {
    this.#list = list
  }

  refresh(): void {
    this.#changed.fire(undefined)
  }

  /** After messages, of which several come at once. */
  refreshSoon(): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.refresh(), 200)
  }

  async getChildren(line?: Line): Promise<Line[]> {
    if (!line) return [...(await this.#list())]
    return 'user' in line ? [] : line.usedBy.map(user => ({ user }))
  }

  getTreeItem(line: Line): TreeItem {
    if ('user' in line) return new TreeItem(line.user)
    const { image, stack, dockerfile, fact, rebuild, usedBy } = line
    const item = new TreeItem(image, usedBy.length > 0 ? TreeItemCollapsibleState.Collapsed : TreeItemCollapsibleState.None)
    item.description = rebuild ?? stack
    item.tooltip = fact
    item.iconPath = new ThemeIcon(rebuild === null ? 'package' : 'tools')
    item.contextValue = dockerfile === null ? 'used' : 'built'
    if (dockerfile !== null)
      item.command = { title: 'Open the Dockerfile', command: 'vscode.open', arguments: [Uri.parse(dockerfile)] }
    return item
  }
}
