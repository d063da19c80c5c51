'use client'

import { ResultList } from '#components/ui/result-list.tsx'
import type { Outcome, Target } from './fan-out-outcome.ts'

const words = ({ brokerName, address }: Target) => (brokerName === null ? address : `${brokerName} ${address}`)
const notDone = (target: Target) => ({ target: words(target), detail: target.detail })

export interface OutcomeListProps {
  outcome: Outcome
  onRetry?: (() => void) | undefined
  onCheck?: (() => void) | undefined
}

/** What became of a write, server by server. */
export function OutcomeList({ outcome, onRetry, onCheck }: OutcomeListProps) {
  return (
    <ResultList
      done={outcome.done.map(words)}
      failed={outcome.failed.map(notDone)}
      unknown={outcome.unknown.map(notDone)}
      {...(onRetry && { onRetry })}
      {...(onCheck && { onCheck })}
    />
  )
}
