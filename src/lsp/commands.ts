/** The command behind a code lens: gives the Dockerfile as it would be. Its one argument is the address of the Dockerfile. */
export const SHOW_DOCKERFILE = 'dockcompile.dockerfile'
/** The command that gives the images of all projects, for a view of them. */
export const LIST_IMAGES = 'dockcompile.images'
/** The scheme of addresses whose text is that of a generated file as it would be. */
export const WOULD_BE = 'dockcompile'

/** A generated file as it would be, beside the one on disk. */
export interface Comparison {
  readonly uri: string
  /** The address of the text as it would be, for an editor that asks for it by `workspace/textDocumentContent`. */
  readonly wouldBe: string
  /** Null while there are errors, and where no such file would be written. */
  readonly text: string | null
  /** Whether there is a file on disk. */
  readonly onDisk: boolean
}

/** An image as a view of them shows it. */
export interface ListedImage {
  readonly image: string
  readonly stack: string
  /** The address of the project file. */
  readonly project: string
  /** The address of the Dockerfile; null where nothing is built. */
  readonly dockerfile: string | null
  readonly fact: string
  readonly rebuild: string | null
  readonly usedBy: readonly string[]
}
