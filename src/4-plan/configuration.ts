import type { Component } from '../model/component.ts'
import { get } from '../model/node.ts'

/** A text of a component's configuration. Only for keys that hold no credentials. */
export function textOf(component: Component, key: string): string | undefined {
  const node = get(component.configuration, key)
  return node?.kind === 'string' ? node.value : undefined
}
