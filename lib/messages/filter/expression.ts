import { type ASTNode, TypeError as CelTypeError, Environment, ParseError } from '@marcbachmann/cel-js'

/** What an expression may name, by its CEL type. */
export const filterVariables = {
  /** The body as text. */
  body: 'string',
  /** The body as JSON; whole numbers are int, others double. */
  json: 'dyn',
  /** All properties, those of RocketMQ too. */
  props: 'map<string, string>',
  /** The tag; empty without one. */
  tags: 'string',
  keys: 'list<string>',
  /** Bytes in the commit log. */
  size: 'int',
  bornTimestamp: 'google.protobuf.Timestamp',
  storeTimestamp: 'google.protobuf.Timestamp',
  queueId: 'int',
  queueOffset: 'int',
  reconsumeTimes: 'int',
  /** `host:port`; of a gRPC producer its own, else that of the connection. */
  bornHost: 'string',
} as const
export type FilterVariable = keyof typeof filterVariables

const isVariable = (name: string): name is FilterVariable => Object.hasOwn(filterVariables, name)

/** Those that show something of the body. */
export const bodyVariables: ReadonlySet<FilterVariable> = new Set<FilterVariable>(['body', 'json'])

export interface Expression {
  variables: ReadonlySet<FilterVariable>
  /** @throws Error of CEL, or of a variable that cannot be had */
  evaluate: (variables: object) => unknown
}

/** Why a text is no filter, and where: characters from its start. */
export class ExpressionError extends Error {
  override readonly name = 'ExpressionError'
  readonly start: number
  readonly end: number

  constructor(message: string, { start, end }: { start: number; end: number }, options?: { cause?: unknown }) {
    super(message, options)
    this.start = start
    this.end = end
  }
}

const environment = Object.entries(filterVariables).reduce(
  (made, [name, type]) => made.registerVariable(name, type),
  new Environment({
    // JSON mixes its types, so lists to compare it with may, too.
    homogeneousAggregateLiterals: false,
    limits: { maxAstNodes: 2_000, maxDepth: 64, maxListElements: 1_000, maxMapEntries: 200 },
  }),
)

/**
 * Reads an expression without evaluating it.
 *
 * @throws ExpressionError for bad syntax, unknown names, types that do not fit, and what is no claim about a message
 */
export function readExpression(text: string): Expression {
  const parsed = parse(text)
  const variables = new Set<FilterVariable>()
  look(parsed.ast, variables)
  const { valid, type, error } = parsed.check()
  if (!valid) throw positioned(error, text)
  if (type !== 'bool' && type !== 'dyn') {
    throw new ExpressionError(`This is of type ${type}, and a filter must be true or false.`, {
      start: 0,
      end: text.length,
    })
  }
  return { variables, evaluate: (values) => parsed(values as Record<string, unknown>) } // it reads properties by name
}

function parse(text: string): ReturnType<typeof environment.parse> {
  try {
    return environment.parse(text)
  } catch (error) {
    throw positioned(error, text)
  }
}

function positioned(error: unknown, text: string): Error {
  if (!(error instanceof ParseError) && !(error instanceof CelTypeError)) throw error
  const { start, end } = error.range ?? { start: 0, end: text.length }
  return new ExpressionError(error.summary, { start, end }, { cause: error })
}

/**
 * Notes the names that are used, and refuses what could not be limited or can only fail: bytes lie outside the memory that a
 * thread is limited in, and a pattern that is wrong would be so for each message.
 */
function look(node: unknown, variables: Set<FilterVariable>): void {
  if (Array.isArray(node)) {
    for (const each of node) look(each, variables)
    return
  }
  if (!isNode(node)) return
  const { op, args, range } = node
  // Others are of the expression itself: `keys.exists(k, …)`.
  if (op === 'id' && isVariable(args)) variables.add(args)
  const [callee] = op === 'call' || op === 'rcall' ? args : []
  if (callee === 'bytes' || (op === 'value' && args instanceof Uint8Array)) {
    throw new ExpressionError('Bytes are not available in filters: compare text.', range)
  }
  const pattern = callee === 'matches' ? patternOf(args) : null
  if (pattern) {
    try {
      new RegExp(pattern.text)
    } catch (error) {
      throw new ExpressionError(error instanceof Error ? error.message : String(error), pattern.range)
    }
  }
  look(args, variables)
}

/** The literal pattern of `text.matches(pattern)`. */
function patternOf(args: unknown): { text: string; range: { start: number; end: number } } | null {
  const last: unknown = Array.isArray(args) ? args.flat().at(-1) : null
  if (!isNode(last) || last.op !== 'value' || typeof last.args !== 'string') return null
  return { text: last.args, range: last.range }
}

const isNode = (value: unknown): value is ASTNode => typeof value === 'object' && value !== null && 'op' in value
