'use client'

import { useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { newIdempotencyKey } from '#components/layout/idempotency-key.ts'
import { topicKeys } from '#components/topics/queries.ts'
import { ApiError, call } from '#lib/api/call.ts'
import { sendMessageEndpoint } from '#lib/messages/api.ts'
import type { SendAnswer } from '#lib/messages/schema.ts'
import { messageKeys } from '../queries.ts'
import type { MessageToSend } from './send-draft.ts'

interface Sending {
  topicName: string
  message: MessageToSend
  count: number
  ratePerSecond: number
}

export interface SendProgress {
  answer: SendAnswer
  /** All that were asked for. */
  count: number
  isRunning: boolean
  isStopped: boolean
  /** Why it ended before all were sent. */
  error: unknown
}

/** One request sends for so long: so long one waits after Stop. */
const PART_SECONDS = 4

/**
 * Sends messages in parts of a few seconds, each a request with its own audit row. A part that failed as a whole ends it: nothing is
 * sent twice by itself.
 */
export function useSendMessages(clusterId: string) {
  const queryClient = useQueryClient()
  const [progress, setProgress] = useState<SendProgress | null>(null)
  const isStopped = useRef(false)
  // The same until the console has answered: what is sent again after a lost connection is not sent twice.
  const key = useRef(newIdempotencyKey())

  async function send({ topicName, message, count, ratePerSecond }: Sending): Promise<void> {
    isStopped.current = false
    let answer: SendAnswer = { items: [], failed: [], notSent: count }
    let error: unknown = null
    const show = (isRunning: boolean) => setProgress({ answer, count, isRunning, isStopped: isStopped.current, error })
    show(true)
    const startedAt = performance.now()
    for (let asked = 0; asked < count && !isStopped.current && error === null; ) {
      const part = Math.min(count - asked, Math.max(1, ratePerSecond * PART_SECONDS))
      const several = count === 1 ? {} : { count: part, firstIndex: asked + 1, ratePerSecond }
      try {
        const sent = await call(
          sendMessageEndpoint,
          { params: { clusterId, topicName }, body: { ...message, ...several } },
          { idempotencyKey: key.current },
        )
        key.current = newIdempotencyKey()
        answer = {
          items: [...answer.items, ...sent.items],
          failed: [...answer.failed, ...sent.failed],
          notSent: answer.notSent - part + sent.notSent,
        }
      } catch (reason) {
        error = reason
        if (reason instanceof ApiError) key.current = newIdempotencyKey()
      }
      asked += part
      const dueMs = startedAt + (asked * 1_000) / ratePerSecond - performance.now()
      const isOver = asked >= count || isStopped.current || error !== null
      show(!isOver)
      if (!isOver && dueMs > 0) await new Promise((resolve) => setTimeout(resolve, dueMs))
    }
    show(false)
    void queryClient.invalidateQueries({ queryKey: topicKeys.all(clusterId) })
    void queryClient.invalidateQueries({ queryKey: [...messageKeys.all(clusterId), 'search'] })
  }

  return {
    progress,
    send: (sending: Sending) => void send(sending),
    stop: () => {
      isStopped.current = true
    },
    /** Back to the form. */
    reset: () => setProgress(null),
  }
}
