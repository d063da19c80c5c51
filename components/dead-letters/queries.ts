import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import type { AskedPage } from '#components/messages/merge-pages.ts'
import { call } from '#lib/api/call.ts'
import { listDeadLetterGroupsEndpoint, listDeadLettersEndpoint, listResendsEndpoint } from '#lib/dead-letters/api.ts'
import type { DeadLetterPage } from '#lib/dead-letters/schema.ts'
import { type DeskState, toDeskQuery } from './desk-state.ts'

export const deadLetterKeys = {
  all: (clusterId: string) => ['clusters', clusterId, 'dead-letters'] as const,
}

export const deadLetterGroupsQuery = (
  clusterId: string,
  query: { page?: number; pageSize?: number; sort?: string; q?: string; namespace?: string },
) =>
  queryOptions({
    queryKey: [...deadLetterKeys.all(clusterId), 'groups', query] as const,
    queryFn: ({ signal }) => call(listDeadLetterGroupsEndpoint, { params: { clusterId }, query }, { signal }),
  })

/** An answer of the desk, with what only dead letters have. */
export type AskedLetters = AskedPage<DeadLetterPage>

/** Rows of a page of the screen. */
const PAGE_SIZE = 100

/** The dead letters of a filter, page by page. Times like `now-3d` are resolved when it starts. */
export function deadLettersQuery(
  clusterId: string,
  groupName: string,
  state: DeskState,
  context: { timeZone: string; searchedAt: number },
) {
  return infiniteQueryOptions({
    queryKey: [...deadLetterKeys.all(clusterId), 'desk', groupName, state, context] as const,
    initialPageParam: null as string | null,
    queryFn: async ({ pageParam, signal }): Promise<AskedLetters> => {
      const asked = toDeskQuery(state, { now: new Date(), timeZone: context.timeZone })
      if ('problem' in asked) throw new Error(asked.problem)
      return askLetters(clusterId, groupName, { ...asked.query, pageSize: PAGE_SIZE }, pageParam, signal)
    },
    getNextPageParam: (_last, pages, _param, params) =>
      pages.map(({ page }) => page.cursor).find((cursor) => cursor !== null && !params.includes(cursor)),
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  })
}

type DeskQuery = Partial<Omit<z.output<NonNullable<typeof listDeadLettersEndpoint.query>>, 'cursor'>>

/** One answer. Beside a cursor stands only what it does not carry. */
export async function askLetters(
  clusterId: string,
  groupName: string,
  query: DeskQuery,
  cursor: string | null,
  signal?: AbortSignal,
): Promise<AskedLetters> {
  const page = await call(
    listDeadLettersEndpoint,
    { params: { clusterId, groupName }, query: { ...query, ...(cursor !== null && { cursor }) } },
    signal ? { signal } : {},
  )
  return { asked: cursor, page }
}

/** All that was sent again of one message. What becomes of it changes by itself. */
export const resendsQuery = (clusterId: string, groupName: string, originId: string) =>
  queryOptions({
    queryKey: [...deadLetterKeys.all(clusterId), 'resends', groupName, originId] as const,
    queryFn: ({ signal }) =>
      call(listResendsEndpoint, { params: { clusterId, groupName }, query: { originId, pageSize: 50 } }, { signal }),
  })
