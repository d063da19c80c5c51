'use client'

import { useEffect, useReducer, useState } from 'react'
import { ApiError, readProblem, urlOf } from '#lib/api/call.ts'
import { tailMessagesEndpoint } from '#lib/messages/api.ts'
import { readEvents } from './read-events.ts'
import { emptyRing, reduceTail, type TailAction, type TailRing } from './tail-ring.ts'

export interface TailSettings {
  topics: readonly string[]
  queues: readonly string[]
  tag: string | null
  from: 'now' | 'last10'
}

export interface Tail {
  ring: TailRing
  act: (action: TailAction) => void
  isRunning: boolean
  /** Why it does not run although nobody stopped it. */
  error: unknown
  start: () => void
  stop: () => void
}

/** Follows topics as long as the page is open, or until Stop. Other settings begin anew. */
export function useTail(clusterId: string, settings: TailSettings): Tail {
  const [ring, act] = useReducer(reduceTail, emptyRing)
  const [isRunning, setIsRunning] = useState(true)
  const [error, setError] = useState<unknown>(null)
  const [turn, setTurn] = useState(0)
  const key = JSON.stringify(settings)

  // biome-ignore lint/correctness/useExhaustiveDependencies: `turn` begins anew with the same settings
  useEffect(() => {
    const { topics, queues, tag, from } = JSON.parse(key) as TailSettings // written just above
    if (!isRunning || topics.length === 0) return
    const controller = new AbortController()
    const query = {
      topics: [...topics],
      from,
      ...(queues.length > 0 && { queues: [...queues] }),
      ...(tag !== null && { tag }),
    }
    const follow = async () => {
      const url = urlOf(tailMessagesEndpoint, { params: { clusterId }, query })
      const response = await fetch(url, { signal: controller.signal, headers: { accept: 'text/event-stream' } })
      if (!response.ok || !response.body) throw new ApiError(await readProblem(response))
      for await (const event of readEvents(response.body)) {
        act(event)
        if (event.name === 'end') return
      }
      throw new TypeError('The stream ended.')
    }
    act({ name: 'restart' })
    setError(null)
    follow().then(
      () => setIsRunning(false),
      (reason: unknown) => {
        if (controller.signal.aborted) return
        setError(reason)
        setIsRunning(false)
      },
    )
    return () => controller.abort()
  }, [clusterId, key, isRunning, turn])

  return {
    ring,
    act,
    isRunning,
    error,
    start: () => {
      setIsRunning(true)
      setTurn((present) => present + 1)
    },
    stop: () => setIsRunning(false),
  }
}
