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
}

/** The one read last: pages of a search use the same one. */
let known: { text: string; expression: Expression } | null = null

parentPort?.on('message', ({ expression: text, messages }: FilterBatch) => {
  if (known?.text !== text) known = { text, expression: readExpression(text) }
  const { expression } = known
  parentPort?.postMessage(messages.map((message) => judge(expression, message)))
})
parentPort?.postMessage('ready')

function judge({ evaluate }: Expression, message: FilteredMessage): Verdict {
  try {
    const answer = evaluate(new MessageVariables(message))
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
