import { parentPort } from 'node:worker_threads'
import { type Expression, readExpression } from './expression.ts'
import { type FilteredMessage, MessageVariables, NoValue } from './message-variables.ts'

/** Why a message could not be judged. */
export interface FilterFault {
  /** BODY_NOT_JSON, BODY_NOT_TEXT, BODY_DAMAGED, NOT_BOOLEAN, or the code of CEL in upper case: NO_SUCH_KEY. */
  code: string
  detail: string
}
export type Verdict = boolean | FilterFault

export interface FilterBatch {
  expression: string
  messages: FilteredMessage[]
  /** Of all messages, one after the other; null where the expression names none. */
  bodies: Uint8Array | null
}

/** The one read last: pages of a search use the same one. */
let known: { text: string; expression: Expression } | null = null

parentPort?.on('message', ({ expression: text, messages, bodies }: FilterBatch) => {
  if (known?.text !== text) known = { text, expression: readExpression(text) }
  const { expression } = known
  const stored = bodies && Buffer.from(bodies.buffer, bodies.byteOffset, bodies.byteLength)
  parentPort?.postMessage(
    messages.map((message, index) => {
      const body = stored?.subarray(messages[index - 1]?.bodyEnd ?? 0, message.bodyEnd)
      return judge(expression, new MessageVariables(message, body))
    }),
  )
})
parentPort?.postMessage('ready')

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
