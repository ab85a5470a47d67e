/** What is said of another text. */
export const USER_HELP = 'write a name, a number, or `uid:gid`'

/**
 * Whether a text names a user, and a group if it has a `:`, by name or number. Whoever wrote it (settings, the lock file, a Dockerfile) may have
 * written anything, and it ends in `USER`, in `--chown=` and in commands that run as root.
 *
 * Source: useradd(8) of shadow-utils; an image's `User` is `user[:group]`.
 */
export const isUserName = (text: string): boolean => USER.test(text)

const USER = /^(?:[A-Za-z_][A-Za-z0-9_.-]*\$?|\d+)(?::(?:[A-Za-z_][A-Za-z0-9_.-]*|\d+))?$/
