/**
 * JSON paths as rules name fields: `$.card.number`, `$.items[*].price`, `$.items[0]`, `$..iban` at any depth, `$['odd name']`. No
 * filters, slices or scripts: what they match would depend on the values that are to be hidden.
 */
type Step = { deep: boolean } & ({ kind: 'name'; name: string } | { kind: 'index'; index: number } | { kind: 'any' })
export type JsonPath = readonly Step[]

const MAX_STEPS = 32

/** @returns the steps, or in words why it is no path */
export function parseJsonPath(text: string): JsonPath | string {
  if (!text.startsWith('$')) return 'A path begins with $.'
  const steps: Step[] = []
  let at = 1
  while (at < text.length) {
    const deep = text.startsWith('..', at)
    const isDotted = text[at] === '.'
    if (isDotted) at += deep ? 2 : 1
    const bracket = /^\[(?:(\*)|(\d{1,9})|'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)")\]/.exec(text.slice(at))
    const name = isDotted ? /^[^.[\]'"\s]+/.exec(text.slice(at)) : null
    if (bracket && (!isDotted || deep)) {
      const [all, any, index, single, double] = bracket
      if (any) steps.push({ deep, kind: 'any' })
      else if (index !== undefined) steps.push({ deep, kind: 'index', index: Number(index) })
      else steps.push({ deep, kind: 'name', name: (single ?? double ?? '').replaceAll(/\\(.)/g, '$1') })
      at += all.length
    } else if (name) {
      steps.push(name[0] === '*' ? { deep, kind: 'any' } : { deep, kind: 'name', name: name[0] })
      at += name[0].length
    } else {
      return `It cannot be read from character ${at + 1} on.`
    }
  }
  return steps.length > MAX_STEPS ? `It has more than ${MAX_STEPS} steps.` : steps
}

/** How far some paths have come on the way to a value: the place of each that is still open. */
export type PathState = readonly number[]

/** Several paths followed at once while a text is read; the work per value is bounded by their number and length. */
export class PathSet {
  private readonly paths: readonly JsonPath[]
  /** Some path is `$`. */
  readonly isRoot: boolean
  readonly start: PathState
  readonly isSome: boolean

  constructor(paths: readonly JsonPath[]) {
    this.paths = paths
    this.isSome = paths.length > 0
    this.isRoot = paths.some((path) => path.length === 0)
    this.start = paths.map((_, index) => index * (MAX_STEPS + 1))
  }

  /** One level down, to a member or an element. */
  step(state: PathState, key: string | number): { state: PathState; isMatch: boolean } {
    if (state.length === 0) return { state, isMatch: false }
    const next = new Set<number>()
    let isMatch = false
    for (const place of state) {
      const path = this.paths[Math.floor(place / (MAX_STEPS + 1))]
      const step = path?.[place % (MAX_STEPS + 1)]
      if (!path || !step) continue
      if (step.deep) next.add(place)
      if (!fits(step, key)) continue
      if ((place % (MAX_STEPS + 1)) + 1 === path.length) isMatch = true
      else next.add(place + 1)
    }
    return { state: [...next], isMatch }
  }
}

function fits(step: Step, key: string | number): boolean {
  if (step.kind === 'any') return true
  return step.kind === 'name' ? step.name === key : step.index === key
}
