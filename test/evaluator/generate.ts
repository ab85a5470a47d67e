/**
 * Makes texts of Python modules by a seed: values, containers that are shared and changed, functions, classes, enumerations, formats, and the places at
 * which a quick reader goes wrong. Whether a module raises, nobody knows beforehand: each statement may.
 */

/** Numbers by a seed (mulberry32). */
export class Random {
  #state: number

  constructor(seed: number) {
    this.#state = seed >>> 0
  }

  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0
    let t = this.#state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }

  below(count: number): number {
    return Math.floor(this.next() * count)
  }

  chance(probability: number): boolean {
    return this.next() < probability
  }

  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)]!
  }

  /** Between `least` and `most` of something. */
  some<T>(least: number, most: number, make: () => T): T[] {
    return Array.from({ length: least + this.below(most - least + 1) }, make)
  }
}

type Type = 'int' | 'float' | 'bool' | 'str' | 'strs' | 'ints' | 'dict' | 'tuple' | 'set' | 'none'
const TYPES: readonly Type[] = [
  'int',
  'int',
  'str',
  'str',
  'str',
  'strs',
  'strs',
  'ints',
  'dict',
  'dict',
  'bool',
  'float',
  'tuple',
  'set',
  'none',
]

const WORDS = [
  'pandas',
  'torch==2.1',
  'a',
  '',
  'A b',
  'é',
  '😀x',
  'gcc',
  'a,b,,c',
  ' x ',
  '1',
  '-3',
  'UV',
  'x_y',
  '%s',
  '{}',
  "it's",
  '"',
  '\\n',
  'ß',
  'k',
]
const KEYS = ['a', 'b', 'k', 'PATH', '1', '']

/** A text as someone may write it down. */
function literal(random: Random, value: string): string {
  const escaped = value.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')
  return random.pick([
    () => `'${escaped.replaceAll("'", "\\'")}'`,
    () => `"${escaped.replaceAll('"', '\\"')}"`,
    () => (value.includes('\\') || /['"]/.test(value) ? `"${escaped.replaceAll('"', '\\"')}"` : `r'${value}'`),
    () => `"""${escaped.replaceAll('"', '\\"')}"""`,
    () => `"${escaped.slice(0, 0)}" '${escaped.replaceAll("'", "\\'")}'`,
    () => `f"${escaped.replaceAll('"', '\\"').replaceAll('{', '{{').replaceAll('}', '}}')}"`,
  ])()
}

/** Python text of one module. */
class ModuleWriter {
  readonly #random: Random
  /** Names with the type that they were last bound to. */
  #names = new Map<string, Type>()
  #functions: { name: string; returns: Type; parameters: number }[] = []
  #count = 0
  #depth = 0

  constructor(seed: number) {
    this.#random = new Random(seed)
  }

  module(): string {
    const random = this.#random
    const lines: string[] = []
    if (random.chance(0.05)) lines.push('# -*- coding: utf-8 -*-')
    if (random.chance(0.2)) lines.push('"""doc"""')
    for (const statement of random.some(4, 14, () => this.statement(''))) lines.push(statement)
    const text = `${lines.join('\n')}\n`
    const end = random.next()
    if (end < 0.03) return `\ufeff${text}`
    if (end < 0.06) return text.replaceAll('\n', '\r\n')
    if (end < 0.08) return text.replaceAll('\n', '\n\f')
    return end < 0.12 ? text.replaceAll(/^( {4})+/gm, indent => '\t'.repeat(indent.length / 4)) : text
  }

  #fresh(prefix: string): string {
    this.#count++
    return `${prefix}${this.#count}`
  }

  #known(type: Type): string | undefined {
    const names = [...this.#names].filter(([, has]) => has === type).map(([name]) => name)
    return names.length > 0 ? this.#random.pick(names) : undefined
  }

  #bind(type: Type): string {
    const old = this.#random.chance(0.3) ? this.#known(type) : undefined
    const name = old ?? this.#fresh(this.#random.pick(['x', 'y', 'REQ', 'ENV', '_z']))
    this.#names.set(name, type)
    return name
  }

  expression(type: Type): string {
    const random = this.#random
    this.#depth++
    try {
      if (this.#depth > 4 || random.chance(0.35)) {
        const known = random.chance(0.6) ? this.#known(type) : undefined
        return known ?? this.#literal(type)
      }
      if (random.chance(0.08)) return this.#anyway(type)
      return this.#composed(type)
    } finally {
      this.#depth--
    }
  }

  #anyway(type: Type): string {
    const e = (t: Type) => this.expression(t)
    return this.#random.pick([
      () => `(${e(type)} if ${e('bool')} else ${e(type)})`,
      () => `(${e(type)} or ${e(type)})`,
      () => `(${e(type)} and ${e(type)})`,
      () => `[${e(type)}, ${e(type)}][${this.#random.pick(['0', '-1', '1'])}]`,
      () => `{'a': ${e(type)}, 'b': ${e(type)}}[${this.#random.pick(["'a'", "'b'"])}]`,
      () => `(lambda v: v)(${e(type)})`,
      () => `(lambda v=${e(type)}: v)()`,
      () => `(${this.#fresh('w')} := ${e(type)})`,
      () => `next(iter([${e(type)}]))`,
      () => this.#call(type) ?? e(type),
    ])()
  }

  #call(type: Type): string | undefined {
    const fitting = this.#functions.filter(f => f.returns === type)
    if (fitting.length === 0) return undefined
    const { name, parameters } = this.#random.pick(fitting)
    return `${name}(${Array.from({ length: this.#random.below(parameters + 1) }, () => this.expression('int')).join(', ')})`
  }

  #literal(type: Type): string {
    const random = this.#random
    const text = () => literal(random, random.pick(WORDS))
    switch (type) {
      case 'int':
        return random.pick(['0', '1', '2', '3', '-1', '7', '10', '255', '1_000', '0x1f', '2**70', '-12345678901234567890'])
      case 'float':
        return random.pick(['0.0', '1.5', '-2.25', '1e16', '1e-7', '3.', '.5', '0.1', '1/3', '1e22', '123456789.125', '-0.0'])
      case 'bool':
        return random.pick(['True', 'False'])
      case 'none':
        return 'None'
      case 'str':
        return text()
      case 'strs':
        return `[${random.some(0, 3, text).join(', ')}]`
      case 'ints':
        return `[${random.some(0, 4, () => this.#literal('int')).join(', ')}]`
      case 'tuple':
        return random.pick(['()', `(${text()},)`, `(1, ${text()}, None)`, `(${text()}, [${text()}])`])
      case 'set':
        return random.pick(['set()', `{${text()}}`, '{1, 2, 1}', `{${text()}, ${text()}}`, 'frozenset([1])'])
      case 'dict':
        return `{${random.some(0, 3, () => `${random.pick([...KEYS.map(key => JSON.stringify(key)), '1', 'True', '2'])}: ${this.#literal(random.pick(['str', 'int', 'none', 'strs', 'bool']))}`).join(', ')}}`
    }
  }

  #composed(type: Type): string {
    const random = this.#random
    const e = (t: Type) => this.expression(t)
    const any = () => e(random.pick(TYPES))
    const number = () => e(random.pick(['int', 'int', 'bool', 'float']))
    switch (type) {
      case 'int':
        return random.pick([
          () =>
            `(${e('int')} ${random.pick(['+', '-', '*', '//', '%', '&', '|', '^'])} ${e(random.pick(['int', 'int', 'bool']))})`,
          () => `len(${e(random.pick(['str', 'strs', 'ints', 'dict', 'tuple', 'set']))})`,
          () => `int(${random.pick([e('int'), e('bool'), e('float'), "'12'", "' -7 '", e('str')])})`,
          () => `${e('ints')}[${e('int')}]`,
          () => `sum(${e('ints')})`,
          () => `max(${e('int')}, ${e('int')})`,
          () => `min(${e('ints')}, default=${e('int')})`,
          () => `-${e('int')}`,
          () => `abs(${e('int')})`,
          () => `round(${e('float')})`,
          () => `${e('str')}.count(${e('str')})`,
          () => `${e('str')}.find(${e('str')})`,
          () => `${e('ints')}.count(${e('int')})`,
          () => `ord(${e('str')}[0])`,
          () => `(${e('int')} ** 2)`,
          () => `(1 << ${e('int')})`,
          () => `sum(1 for _ in ${e('strs')})`,
          () => `${e('ints')}.pop()`,
        ])()
      case 'float':
        return random.pick([
          () => `(${number()} ${random.pick(['+', '-', '*', '/'])} ${e('float')})`,
          () => `float(${random.pick([e('int'), "'1.5'", "' 1e3 '", e('bool')])})`,
          () => `(${e('int')} / ${e('int')})`,
          () => `abs(${e('float')})`,
          () => `-${e('float')}`,
        ])()
      case 'bool':
        return random.pick([
          () => `(${number()} ${random.pick(['<', '>', '==', '!=', '<=', '>='])} ${number()})`,
          () => `(${number()} ${random.pick(['<', '<='])} ${number()} ${random.pick(['<', '>', '=='])} ${number()})`,
          () => `(${any()} ${random.pick(['==', '!='])} ${any()})`,
          () => `(${e('str')} ${random.pick(['in', 'not in', '<', '>='])} ${e('str')})`,
          () => `(${e('str')} ${random.pick(['in', 'not in'])} ${e(random.pick(['strs', 'dict', 'set', 'tuple']))})`,
          () => `(not ${any()})`,
          () => `bool(${any()})`,
          () => `(${any()} is ${random.pick(['None', 'not None'])})`,
          () => `${e('str')}.${random.pick(['startswith', 'endswith'])}(${random.pick([e('str'), "('a', 'é')"])})`,
          () => `${e('str')}.${random.pick(['isdigit', 'isalpha', 'islower', 'isupper', 'isspace', 'isidentifier'])}()`,
          () => `isinstance(${any()}, ${random.pick(['int', 'str', '(list, dict)', 'bool', 'float'])})`,
          () => `${random.pick(['any', 'all'])}(${e('ints')})`,
          () => `any(v in ${e('str')} for v in ${e('strs')})`,
          () => `(${e('ints')} < ${e('ints')})`,
          () => `(${e('bool')} ${random.pick(['&', '|', '^', 'and', 'or'])} ${e('bool')})`,
        ])()
      case 'str':
        return this.#text()
      case 'strs':
        return random.pick([
          () => `(${e('strs')} + ${e('strs')})`,
          () => `${e('str')}.split(${random.pick(['', "','", "' '", "'a', 1", 'None, 1'])})`,
          () => `[*${e('strs')}, ${e('str')}]`,
          () =>
            `[v${random.pick(['', '.upper()', ' + "!"', '.strip()'])} for v in ${e('strs')}${random.pick(['', ' if v', ' if len(v) > 1'])}]`,
          () => `[f"{k}={v}" for k, v in ${e('dict')}.items()]`,
          () =>
            `sorted(${e(random.pick(['strs', 'dict', 'set']))}${random.pick(['', ', reverse=True', ', key=len', ', key=lambda v: v.lower()', ', key=str'])})`,
          () => `list(${e(random.pick(['str', 'dict', 'strs']))})`,
          () => `${e('strs')}[${random.pick(['1:', ':-1', '::-1', '::2', '-2:', ':1', '5:'])}]`,
          () => `(${e('strs')} * ${random.pick(['0', '1', '2', 'True', '-1'])})`,
          () => `list(map(str, ${e(random.pick(['ints', 'strs', 'tuple']))}))`,
          () => `list(reversed(${e('strs')}))`,
          () => `${e('str')}.splitlines()`,
          () => `list(filter(None, ${e('strs')}))`,
          () => `[p + q for p in ${e('strs')} for q in ${e('strs')} if p != q]`,
          () => `${e('strs')}.copy()`,
          () => `list(dict.fromkeys(${e('strs')}))`,
        ])()
      case 'ints':
        return random.pick([
          () => `list(range(${random.pick(['3', '1, 4', '5, 0, -2', '0'])}))`,
          () => `[v * 2 for v in ${e('ints')}]`,
          () => `sorted(${e('ints')})`,
          () => `[len(v) for v in ${e('strs')}]`,
          () => `[i for i, v in enumerate(${e('strs')}, ${random.pick(['0', '1', 'start=2'])})]`,
          () => `(${e('ints')} + ${e('ints')})`,
          () => `[*range(3), ${e('int')}]`,
          () => `[v for v in ${e('ints')} if v ${random.pick(['>', '%', '<'])} 2]`,
        ])()
      case 'dict':
        return random.pick([
          () => `{**${e('dict')}, ${literal(random, random.pick(KEYS))}: ${any()}}`,
          () => `{${literal(random, random.pick(KEYS))}: ${any()}, **${e('dict')}}`,
          () => `(${e('dict')} | ${e('dict')})`,
          () => `dict(${e('dict')}, ${random.pick(['a', 'b', 'q'])}=${any()})`,
          () => `dict(zip(${e('strs')}, ${e('ints')}))`,
          () => `{k: v for k, v in ${e('dict')}.items()${random.pick(['', ' if v', ' if k != "a"', ' if v is not None'])}}`,
          () => `{v: len(v) for v in ${e('strs')}}`,
          () => `dict(a=${any()}, b=${any()})`,
          () => `${e('dict')}.copy()`,
          () => `dict.fromkeys(${e('strs')}, ${e('int')})`,
          () => `{i: v for i, v in enumerate(${e('strs')})}`,
        ])()
      case 'tuple':
        return random.pick([
          () => `(${any()}, ${any()})`,
          () => `tuple(${e(random.pick(['strs', 'ints', 'str']))})`,
          () => `(${e('tuple')} + ${e('tuple')})`,
          () => `(*${e('strs')}, ${any()})`,
          () => `tuple(${e('dict')}.items())`,
          () => `${e('tuple')}[${random.pick(['1:', ':-1', '::-1'])}]`,
          () => `${e('str')}.partition(${random.pick(["','", "'a'", "'='"])})`,
        ])()
      case 'set':
        return random.pick([
          () => `set(${e(random.pick(['strs', 'ints', 'dict', 'str']))})`,
          () => `(${e('set')} ${random.pick(['|', '&', '-', '^'])} ${e('set')})`,
          () => `{len(v) for v in ${e('strs')}}`,
          () => `frozenset(${e('ints')})`,
        ])()
      case 'none':
        return random.pick([() => `${e('dict')}.get("zz")`, () => `${e('strs')}.append("q")`, () => 'print("x")', () => 'None'])()
    }
  }

  #text(): string {
    const random = this.#random
    const e = (t: Type) => this.expression(t)
    const any = () => e(random.pick(TYPES.filter(type => type !== 'set')))
    const spec = () =>
      random.pick([
        '',
        '',
        ':>5',
        ':<4',
        ':^7',
        ':05',
        ':+',
        ':,',
        ':x',
        ':.2f',
        ':e',
        ':g',
        ':.1%',
        ':*^9',
        ':.3',
        ':b',
        ':#x',
        ':8.3f',
        '!r',
        '!s',
        '!r:>8',
        ':{3}',
        ': d',
        ':_',
      ])
    const field = () => {
      const inner = any()
      return /[{}'"\\#]|:=|lambda|!/.test(inner) ? '' : `{${inner}${spec()}}`
    }
    return random.pick([
      () => `(${e('str')} + ${e('str')})`,
      () => `f"${random.some(0, 3, () => random.pick(['a', '-', '==', '{{', '}}', ' ', 'é'])).join('')}${field()}${field()}"`,
      () => `f'${field()}x'`,
      () => `str(${any()})`,
      () => `repr(${any()})`,
      () => `("%s" % (${any()},))`,
      () => `("${random.pick(['%s-%s', '%s%%%s', '%5s|%-5s', '%r %s', '%.2s%s'])}" % (${any()}, ${any()}))`,
      () =>
        `("${random.pick(['%d', '%5d', '%05d', '%x', '%+d', '%e', '%.2f', '%g', '%s', '%i', '%o'])}" % ${e(random.pick(['int', 'float', 'bool']))})`,
      () => `("%(a)s" % ${e('dict')})`,
      () => `"${random.pick(['{}', '{0}{0}', '{}:{}', '{1}-{0}', '{:>6}', '{!r}', '{{{}}}'])}".format(${any()}, ${any()})`,
      () => `"{a}{b}".format(a=${any()}, b=${any()})`,
      () =>
        `"${random.pick(['{:5}', '{:,}', '{:.3f}', '{:08.2f}', '{:+}', '{:e}', '{:g}', '{:.2%}', '{:<6}|', '{:^6}|'])}".format(${e(random.pick(['int', 'float']))})`,
      () =>
        `${e('str')}.${random.pick(['upper()', 'lower()', 'strip()', 'lstrip()', 'rstrip()', 'title()', 'capitalize()', 'swapcase()', 'casefold()', 'strip("ax ")', 'zfill(4)', 'ljust(4, "*")', 'center(6)', 'expandtabs()', 'removeprefix("a")', 'removesuffix("c")'])}`,
      () => `${e('str')}.replace(${e('str')}, ${e('str')}${random.pick(['', '', ', 1'])})`,
      () => `${e('str')}.join(${e('strs')})`,
      () => `",".join(str(v) for v in ${e(random.pick(['ints', 'strs', 'tuple', 'dict']))})`,
      () => `${e('str')}[${random.pick(['0', '-1', '1:', ':2', '::-1', '1', '-3:-1'])}]`,
      () => `(${e('str')} * ${random.pick(['0', '1', '2', '-1', 'True'])})`,
      () => `${e('strs')}[${e('int')}]`,
      () => `max(${e('strs')})`,
      () => `min(${e('strs')}, key=len)`,
      () => `${e('dict')}.get(${literal(random, random.pick(KEYS))}, ${e('str')})`,
      () => `(${e('str')} ${e('str').startsWith('"') ? '' : '+'} "end")`,
      () => `" ".join(${e('str')}.split())`,
      () => `chr(${random.pick(['97', '233', '128512', '48'])})`,
      () => `format(${e('float')}, ".3g")`,
    ])()
  }

  block(indent: string): string {
    const names = new Map(this.#names)
    const lines = this.#random.some(1, 3, () => this.statement(`${indent}    `)).join('\n')
    this.#names = names
    return lines
  }

  statement(indent: string): string {
    const random = this.#random
    const e = (t: Type) => this.expression(t)
    const type = random.pick(TYPES)
    const line = (text: string) => `${indent}${text}`
    const isDeep = indent.length > 8
    const of = (t: Type) => this.#known(t)
    return random.pick([
      ...Array.from({ length: 8 }, () => () => {
        const value = e(type)
        return line(`${this.#bind(type)} = ${value}`)
      }),
      () => {
        const value = e(type)
        return line(`${this.#bind(type)}${random.pick([': object', ": 'Any'"])} = ${value}`)
      },
      () => {
        const value = e(type)
        return line(`${this.#bind(type)} = ${this.#bind(type)} = ${value}`)
      },
      () => {
        const [a, b] = [e(type), e('int')]
        return line(`${this.#bind(type)}, ${this.#bind('int')} = ${a}, ${b}`)
      },
      () => {
        const value = e('strs')
        return line(`${this.#bind('str')}, *${this.#bind('strs')} = ${value}`)
      },
      () => {
        const name = of(type)
        const alias = this.#fresh('alias')
        if (name) this.#names.set(alias, type)
        return line(name ? `${alias} = ${name}` : 'pass')
      },
      () => this.#change(indent),
      () => this.#change(indent),
      () => this.#change(indent),
      () => {
        const name = random.pick(['int', 'str', 'ints', 'strs', 'float', 'dict', 'tuple', 'set'] as const)
        const target = of(name)
        const operator = {
          int: random.pick(['+', '-', '*', '//', '%']),
          str: '+',
          ints: '+',
          strs: '+',
          float: '*',
          dict: '|',
          tuple: '+',
          set: '|',
        }[name]
        return line(target ? `${target} ${operator}= ${e(name)}` : 'pass')
      },
      () =>
        isDeep
          ? line('pass')
          : `${line(`if ${e('bool')}:`)}\n${this.block(indent)}${random.chance(0.5) ? `\n${line('else:')}\n${this.block(indent)}` : ''}`,
      () => {
        if (isDeep) return line('pass')
        const source = e(random.pick(['strs', 'ints', 'dict']))
        const name = this.#fresh('it')
        const end = random.pick([
          '',
          '',
          `\n${line(`    if ${e('bool')}: break`)}\n${line('else:')}\n${line(`    ${this.#fresh('el')} = 1`)}`,
          `\n${line(`    if ${e('bool')}: continue`)}`,
        ])
        return `${line(`for ${name} in ${source}:`)}\n${this.block(indent)}${end}`
      },
      () => {
        if (isDeep) return line('pass')
        const name = this.#fresh('n')
        return `${line(`${name} = 0`)}\n${line(`while ${name} < 3:`)}\n${line(`    ${name} += 1`)}\n${this.block(indent)}`
      },
      () => (isDeep ? line('pass') : this.#tried(indent)),
      () => (isDeep ? line('pass') : this.#function(indent)),
      () => (isDeep ? line('pass') : this.#function(indent)),
      () => (indent === '' ? this.#class() : line('pass')),
      () => {
        const name = of(type)
        if (!name || indent !== '') return line('pass')
        this.#names.delete(name)
        return line(`del ${name}`)
      },
      () => line(`${this.#bind(type)} = \\\n    ${e(type)}`),
      () => line(`${this.#bind(type)} = (  # comment "quoted'\n  ${e(type)}  # more\n)`),
      () => line(`${this.#bind('str')} = (${literal(random, random.pick(WORDS))}\n   ${literal(random, random.pick(WORDS))})`),
      () => line(`${this.#bind('int')} = 1; ${this.#bind('str')} = ${e('str')}`),
    ])()
  }

  #change(indent: string): string {
    const random = this.#random
    const e = (t: Type) => this.expression(t)
    const type = random.pick(['strs', 'dict', 'ints', 'set'] as const)
    const name = this.#known(type)
    if (!name) return `${indent}${this.#bind(type)} = ${e(type)}`
    const item = type === 'ints' ? e('int') : e('str')
    const key = literal(random, random.pick(KEYS))
    const value = e(random.pick(TYPES))
    const changes = {
      strs: [
        `append(${item})`,
        `extend(${e('strs')})`,
        `insert(${random.pick(['0', '1', '-1', '99'])}, ${item})`,
        'reverse()',
        'sort()',
        'sort(key=len, reverse=True)',
        'pop()',
        'pop(0)',
        'clear()',
        `remove(${item})`,
      ],
      ints: [
        `append(${item})`,
        `extend(${e('ints')})`,
        'sort()',
        'reverse()',
        'pop()',
        'sort(reverse=True)',
        `insert(1, ${item})`,
      ],
      dict: [
        `update(${e('dict')})`,
        `update(a=${value})`,
        `setdefault(${key}, ${value})`,
        `pop(${key}, None)`,
        `pop(${key})`,
        'clear()',
        'popitem()',
      ],
      set: [`add(${item})`, `update(${e('strs')})`, `discard(${item})`, `remove(${item})`],
    }[type]
    if (type === 'dict' && random.chance(0.4))
      return `${indent}${random.pick([`${name}[${key}] = ${value}`, `del ${name}[${key}]`, `${name}[${key}] += ${e('int')}`])}`
    if (type === 'strs' && random.chance(0.3))
      return `${indent}${random.pick([`${name}[0] = ${item}`, `${name}[1:] = ${e('strs')}`, `del ${name}[0]`, `${name}[-1] += ${item}`, `del ${name}[1:]`])}`
    return `${indent}${random.chance(0.3) ? `${this.#fresh('r')} = ` : ''}${name}.${random.pick(changes)}`
  }

  #tried(indent: string): string {
    const random = this.#random
    const kind = random.pick([
      'Exception',
      'KeyError',
      '(IndexError, TypeError)',
      'ValueError as e',
      'ZeroDivisionError',
      'Exception as e',
      'NameError',
    ])
    return [
      `${indent}try:`,
      this.block(indent),
      `${indent}except ${kind}:`,
      this.block(indent),
      ...(kind.endsWith('Exception') ? [] : [`${indent}except Exception:`, this.block(indent)]),
      ...(random.chance(0.3) ? [`${indent}else:`, this.block(indent)] : []),
      ...(random.chance(0.3) ? [`${indent}finally:`, this.block(indent)] : []),
    ].join('\n')
  }

  #function(indent: string): string {
    const random = this.#random
    const name = this.#fresh('f')
    const returns = random.pick(TYPES)
    const outer = new Map(this.#names)
    const parameters = random.some(0, 2, () => this.#fresh('p'))
    const defaults = parameters.map(() =>
      random.pick(['=0', '=1', '=[]', '=None', '=X0']).replace('X0', this.#known('int') ?? '2'),
    )
    const shared = random.chance(0.3) ? [...outer.keys()].find(key => random.chance(0.3) && key) : undefined
    const inner = `${indent}    `
    const body: string[] = []
    if (shared) body.push(`${inner}global ${shared}`.replace('global', indent === '' ? 'global' : 'pass  #'))
    for (const [i, parameter] of parameters.entries()) if (defaults[i] !== '=[]') this.#names.set(parameter, 'int')
    if (parameters.length > 0 && defaults[0] === '=[]') body.push(`${inner}${parameters[0]}.append(1)`)
    body.push(...random.some(0, 3, () => this.statement(inner)))
    body.push(
      `${inner}return ${parameters.length > 0 && defaults[0] === '=[]' && random.chance(0.5) ? parameters[0] : this.expression(returns)}`,
    )
    this.#names = outer
    this.#functions.push({ name, returns, parameters: parameters.length })
    const result = this.#fresh('call')
    const head = `${indent}def ${name}(${parameters.map((parameter, i) => parameter + defaults[i]).join(', ')}):`
    return `${head}\n${body.join('\n')}\n${indent}${result} = ${name}()${random.chance(0.3) ? `, ${name}(${parameters.length > 0 ? '3' : ''})` : ''}`
  }

  #class(): string {
    const random = this.#random
    const name = this.#fresh('C')
    const e = (t: Type) => this.expression(t)
    const result = this.#fresh('k')
    return random.pick([
      () =>
        `class ${name}:\n    A = ${e('int')}\n    B = A + 1\n    L = ${e('strs')}\n    @staticmethod\n    def s(v=2): return v + 1\n    @classmethod\n    def c(cls): return cls.A\n    @property\n    def p(self): return self.L\n${name}.L.append("z")\n${result} = (${name}.A, ${name}.B, ${name}.s(), ${name}.c(), ${name}().p)`,
      () =>
        `class ${name}:\n    def __init__(self, v, w=${e('int')}):\n        self.v = v\n        self.w = [w]\n    def add(self, x):\n        self.w.append(x)\n        return self\n${result} = ${name}(${e('str')}).add(${e('int')}).w, ${name}(v=1).v`,
      () =>
        `class ${name}:\n    x = ${e('str')}\nclass ${name}b(${name}):\n    y = ${e('int')}\n    def m(self): return (self.x, self.y)\n${name}.x = ${e('str')}\n${result} = ${name}b().m()`,
      () =>
        `from enum import Enum\nclass ${name}(${random.pick(['Enum', 'str, Enum'])}):\n    A = "a"\n    B = "b${random.below(9)}"\n${result} = [${name}.A.value, ${name}("a").name, ${name}["B"].value, len(${name}), [m.value for m in ${name}], ${name}.A == "a", f"{${name}.A}", str(${name}.B), ${name}.A in (${name}.A,), "%s" % ${name}.A, "{}".format(${name}.B)]`,
      () =>
        `from dataclasses import dataclass, field\n@dataclass${random.pick(['', '()', '(frozen=True)'])}\nclass ${name}:\n    a: int = ${e('int')}\n    b: list = field(default_factory=list)\n    c: str = "c"\n${result} = (${name}().a, ${name}(5).a, ${name}(c="q").c, ${name}().b, ${name}.c)`,
      () =>
        `from pathlib import Path\nimport os\n${result} = (Path(${e('str')}) / "b.txt", Path("a/b.c").suffix, Path("a/b") .parent, os.path.join("a", ${literal(random, random.pick(WORDS))}), os.path.basename("x/y"), str(Path("a", "../b")), Path(__file__).name)`,
      () =>
        `import os\n${result} = (os.getenv("A"), os.environ.get("A", "d"), os.getenv("A", "x").upper(), os.environ["A"], f"{os.environ['A']}!")`,
      () =>
        `match ${e(random.pick(['int', 'str', 'none']))}:\n    case 1 | "a" | None: ${result} = 1\n    case ${random.pick(['int()', 'str() as q', 'x', '[a, b]', '{"a": 1}', '2'])}: ${result} = 2\n    case _: ${result} = 3`,
    ])()
  }
}

export const moduleText = (seed: number): string => new ModuleWriter(seed).module()
