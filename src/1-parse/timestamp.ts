const PATTERN =
  /^([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?:(?:[Tt]|[ \t]+)([0-9]{1,2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]*))?(?:[ \t]*(?:(Z)|([-+])([0-9]{1,2})(?::([0-9]{2}))?))?)?$/

/** A date or a point in time as PyYAML builds it, by Python's `str` and `repr`; undefined where Python's `datetime` refuses it (a 13th month). */
export function timestamp(source: string): { text: string; repr: string } | undefined {
  const match = PATTERN.exec(source)
  if (!match) return undefined
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map(part => Number(part ?? 0)) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ]
  if (year < 1 || month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return undefined
  const date = `${pad(year, 4)}-${pad(month)}-${pad(day)}`
  if (match[4] === undefined) return { text: date, repr: `datetime.date(${year}, ${month}, ${day})` }
  if (hour > 23 || minute > 59 || second > 59) return undefined
  const micro = Number((match[7] ?? '').slice(0, 6).padEnd(6, '0'))
  const zone = timezone(match[8], match[9], match[10], match[11])
  if (zone === 'refused') return undefined
  const numbers = [year, month, day, hour, minute, ...(second || micro ? [second] : []), ...(micro ? [micro] : [])]
  return {
    text: `${date} ${pad(hour)}:${pad(minute)}:${pad(second)}${micro ? `.${pad(micro, 6)}` : ''}${zone?.text ?? ''}`,
    repr: `datetime.datetime(${numbers.join(', ')}${zone ? `, tzinfo=${zone.repr}` : ''})`,
  }
}

function timezone(
  utc?: string,
  sign?: string,
  hours?: string,
  minutes?: string,
): { text: string; repr: string } | 'refused' | undefined {
  if (utc === undefined && sign === undefined) return undefined
  const size = Number(hours ?? 0) * 60 + Number(minutes ?? 0)
  if (size >= 24 * 60) return 'refused'
  if (size === 0) return { text: '+00:00', repr: 'datetime.timezone.utc' }
  const delta = sign === '-' ? `days=-1, seconds=${86400 - size * 60}` : `seconds=${size * 60}`
  return {
    text: `${sign}${pad(Math.floor(size / 60))}:${pad(size % 60)}`,
    repr: `datetime.timezone(datetime.timedelta(${delta}))`,
  }
}

const pad = (value: number, width = 2) => String(value).padStart(width, '0')

function daysIn(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28
  return [4, 6, 9, 11].includes(month) ? 30 : 31
}
