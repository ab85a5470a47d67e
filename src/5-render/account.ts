import type { ParentFacts } from '../model/plan.ts'

/** Commands that make sure that an account exists: /etc/passwd is what the runtime itself reads for USER; root is always there. */
export function accountCommands(user: string, { debian }: ParentFacts): string[] {
  const [name = '', group] = user.split(':')
  const commands: string[] = []
  if (group !== undefined && !/^\d+$/.test(group)) {
    commands.push(`grep -q '^${group}:' /etc/group || groupadd ${group}${debian ? '' : ` || addgroup ${group}`}`)
  }
  if (name === 'root' || name === '0') return commands
  const number = /^\d+$/.test(name)
  const exists = number ? `grep -q '^[^:]*:[^:]*:${name}:' /etc/passwd` : `grep -q '^${name}:' /etc/passwd`
  const make = number
    ? // Group 0, which a number without an account has at run time.
      `useradd --no-log-init --create-home --gid 0 --uid ${name} user${name}`
    : `useradd --no-log-init --create-home ${name}`
  const busybox = number ? `adduser -D -G root -u ${name} user${name}` : `adduser -D ${name}`
  // Both print their errors; busybox has only the second.
  commands.push(`${exists} || ${make}${debian ? '' : ` || ${busybox}`}`)
  return commands
}
