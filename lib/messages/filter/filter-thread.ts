import { parentPort } from 'node:worker_threads'
import { type Expression, readExpression } from './expression.ts'
import { type FilteredMessages, MessageVariables, NoValue } from './message-variables.ts'

/** Why a message could not be judged. */
export interface FilterFault {
  /** BODY_NOT_JSON, BODY_NOT_TEXT, BODY_DAMAGED, NOT_BOOLEAN, or the code of CEL in upper case: NO_SUCH_KEY. */
  code: string
  detail: string
}
export type Verdict = boolean | FilterFault

/** Messages of one answer of a broker. */
export interface FilterBatch {
  expression: string
  count: number
  messages: FilteredMessages
  /** The bodies one after the other, and where each ends; null where the expression names none. */
  bodies: { bytes: Uint8Array<ArrayBuffer>; ends: number[] } | null
}

/** The one read last: pages of a search use the same one. */
let known: { text: string; expression: Expression } | null = null

parentPort?.on('message', (batches: FilterBatch[]) => parentPort?.postMessage(batches.map(judgeBatch)))
parentPort?.postMessage('ready')

function judgeBatch({ expression: text, count, messages, bodies }: FilterBatch): Verdict[] {
  if (known?.text !== text) known = { text, expression: readExpression(text) }
  const { expression } = known
  const bytes = bodies && Buffer.from(bodies.bytes.buffer)
  return Array.from({ length: count }, (_, index) => {
    const body = bytes?.subarray(bodies?.ends[index - 1] ?? 0, bodies?.ends[index])
    return judge(expression, new MessageVariables(messages, index, body))
  })
}

function judge({ evaluate }: Expression, variables: MessageVariables): Verdict {
  try {
    const answer = evaluate(variables)
    if (typeof answer === 'boolean') return answer
    return { code: 'NOT_BOOLEAN', detail: 'It came to something that is neither true nor false.' }
  } catch (error) {
    if (error instanceof NoValue) return { code: error.code, detail: error.message }
    const { code, summary, message: text } = error as { code?: unknown; summary?: unknown; message?: unknown } // whatever was thrown
    return {
      code: typeof code === 'string' ? code.toUpperCase() : 'EVALUATION',
      detail: String(summary ?? text ?? error).slice(0, 300),
    }
  }
}
