import { type Class, isUnknown, type Member } from '../values/value.ts'

/** The members of an enumeration of the project in their order; undefined for another class. */
export function enumMembers(of: Class): Member[] | undefined {
  if (of.enum === 'no') return undefined
  // Two names of one value are one member.
  const members = new Set<Member>()
  for (const { content } of of.scope.variables.values()) {
    if (content && !isUnknown(content) && content.kind === 'member' && content.of === of) members.add(content)
  }
  return [...members]
}
