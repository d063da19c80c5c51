'use client'

import { type QueryKey, useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { ApiError } from '#lib/api/call.ts'
import type { FanOut } from '#lib/api/endpoint.ts'
import {
  listsOfProblem,
  mergeOutcome,
  type Outcome,
  type ReadAgain,
  settleUnknown,
  toOutcome,
} from './fan-out-outcome.ts'
import { newIdempotencyKey } from './idempotency-key.ts'

interface CreateOnBrokersOptions<Body> {
  send: (body: Body, idempotencyKey: string) => Promise<FanOut<unknown> & { command: string }>
  /** The same for these brokers only. */
  narrow: (body: Body, brokerNames: string[]) => Body
  /** Which brokers have it now. */
  read: (body: Body) => Promise<ReadAgain>
  /** What is read anew after each attempt. */
  staleKey: QueryKey
  /** Broker at an address, null when not known. */
  nameOf: (address: string) => string | null
  /** What is said of a broker that gave no answer and does not have it. */
  notThere: string
}

interface Created<Body> {
  body: Body
  outcome: Outcome
  command: string
}

export interface CreateOnBrokers<Body> {
  create: (body: Body) => void
  /** The same where the body has to be read first, as a part of the attempt. */
  createFrom: (read: () => Promise<Body>) => void
  /** Asks the brokers that failed once more; undefined while none of them is known by name. */
  retryFailed: (() => void) | undefined
  /** Reads whether the brokers that did not answer have it now. */
  checkUnknown: () => void
  isPending: boolean
  /** Why it failed as a whole, or why a retry or a check did. */
  error: unknown
  /** What each server did, where an attempt failed on all of them. */
  failedOutcome: Outcome | null
  created: Created<Body> | null
}

/** Creates something that brokers hold and follows it up, server by server. Nothing is retried by itself. */
export function useCreateOnBrokers<Body>(options: CreateOnBrokersOptions<Body>): CreateOnBrokers<Body> {
  const { narrow, read, staleKey, nameOf, notThere } = options
  const queryClient = useQueryClient()
  const [created, setCreated] = useState<Created<Body> | null>(null)
  // The same key until the console has answered: sending again after a lost connection cannot create twice.
  const [key, setKey] = useState(newIdempotencyKey)

  const send = async (body: Body) => {
    try {
      const answer = await options.send(body, key)
      setKey(newIdempotencyKey())
      return answer
    } catch (error) {
      if (error instanceof ApiError) setKey(newIdempotencyKey())
      throw error
    } finally {
      void queryClient.invalidateQueries({ queryKey: staleKey })
    }
  }

  const creation = useMutation({
    mutationFn: async (given: () => Body | Promise<Body>) => {
      const body = await given()
      return { body, answer: await send(body) }
    },
    onSuccess: ({ body, answer }) => setCreated({ body, outcome: toOutcome(answer, nameOf), command: answer.command }),
  })
  const retry = useMutation({
    mutationFn: async ({ body, outcome }: Created<Body>) => {
      const brokerNames = outcome.failed.flatMap(({ brokerName }) => brokerName ?? [])
      return toOutcome(await send(narrow(body, brokerNames)), nameOf)
    },
    onSuccess: (again, before) => setCreated({ ...before, outcome: mergeOutcome(before.outcome, again) }),
    onError: (error, before) => {
      const lists = error instanceof ApiError ? listsOfProblem(error) : null
      if (lists) setCreated({ ...before, outcome: mergeOutcome(before.outcome, toOutcome(lists, nameOf)) })
    },
  })
  const check = useMutation({
    mutationFn: ({ body }: Created<Body>) => read(body),
    onSuccess: (held, before) => setCreated({ ...before, outcome: settleUnknown(before.outcome, held, notThere) }),
  })

  const failed = created?.outcome.failed ?? []
  const canRetry = failed.length > 0 && failed.every(({ brokerName }) => brokerName !== null)
  const lists = creation.error instanceof ApiError ? listsOfProblem(creation.error) : null
  return {
    create: (body) => creation.mutate(() => body),
    createFrom: (read) => creation.mutate(read),
    retryFailed: canRetry && created ? () => retry.mutate(created) : undefined,
    checkUnknown: () => created && check.mutate(created),
    isPending: creation.isPending || retry.isPending || check.isPending,
    error: created ? (retry.error ?? check.error) : creation.error,
    failedOutcome: lists && toOutcome(lists, nameOf),
    created,
  }
}
