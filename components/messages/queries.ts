import { type InfiniteData, infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query'
import { z } from 'zod'
import { saveFile } from '#components/ui/save-file.ts'
import { ApiError, call, callEvents, readProblem, send, urlOf } from '#lib/api/call.ts'
import {
  createMessageLinkEndpoint,
  exportSelectionEndpoint,
  getConsumptionEndpoint,
  getMessageBodyEndpoint,
  getMessageEndpoint,
  getMessageLinkEndpoint,
  getOffsetsAtEndpoint,
  getSendOptionsEndpoint,
  getVerifyClientsEndpoint,
  queryMessagesEndpoint,
  revealMessageBodyEndpoint,
  revealMessageEndpoint,
  searchMessagesEndpoint,
  startExportEndpoint,
  testFilterEndpoint,
} from '#lib/messages/api.ts'
import {
  type ExportFormat,
  type MessageItem,
  type MessageQuery,
  type MessageRef,
  SearchEnd,
  SearchProgress,
  SearchRows,
} from '#lib/messages/schema.ts'
import { listTopicsEndpoint } from '#lib/topics/api.ts'
import type { AskedPage } from './merge-pages.ts'
import { type SearchState, toMessageQuery } from './search-state.ts'

export const messageKeys = {
  all: (clusterId: string) => ['clusters', clusterId, 'messages'] as const,
}

/** A search that runs: it is stopped here and keeps what came, and tells how far it is. */
export class SearchRun {
  private stopping = new AbortController()
  onProgress: (page: AskedPage) => void = () => {}

  stop(): void {
    this.stopping.abort()
  }

  /** The next part of the search. */
  begin(): AbortSignal {
    this.stopping = new AbortController()
    return this.stopping.signal
  }
}

export type SearchData = InfiniteData<AskedPage, string | null>

/** Rows of a page of the screen. */
const PAGE_SIZE = 100

/**
 * A search, page by page. `searchedAt` makes a new search of the same words a new one; times like `now-15m` are resolved when it
 * starts.
 */
export function messagesQuery(
  clusterId: string,
  state: SearchState,
  context: { timeZone: string; searchedAt: number },
  run: SearchRun,
) {
  return infiniteQueryOptions({
    queryKey: [...messageKeys.all(clusterId), 'search', state, context] as const,
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }): Promise<AskedPage> => {
      if (pageParam !== null) return streamPage(clusterId, { cursor: pageParam, pageSize: PAGE_SIZE }, { signal, run })
      const asked = toMessageQuery(state, { now: new Date(), timeZone: context.timeZone })
      if ('problem' in asked) throw new Error(asked.problem)
      const { query } = asked
      const isWhole = query.mode === 'newest' || query.mode === 'around'
      return streamPage(clusterId, isWhole ? query : { ...query, pageSize: PAGE_SIZE }, { signal, run })
    },
    getNextPageParam: (_last, pages, _param, params) =>
      pages.map(({ page }) => page.cursor).find((cursor) => cursor !== null && !params.includes(cursor)),
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  })
}

/** One answer. Of a search for an id the cursor is always null. */
export async function askPage(clusterId: string, query: MessageQuery, signal?: AbortSignal): Promise<AskedPage> {
  const page = await call(queryMessagesEndpoint, { params: { clusterId }, query }, signal ? { signal } : {})
  return { asked: query.cursor ?? null, page }
}

/**
 * The same as it comes: rows are shown while the search goes on. Stopped in its middle it answers what came, with the cursor from
 * where it was; rows that came behind that will come again and are the same.
 */
async function streamPage(
  clusterId: string,
  query: MessageQuery,
  { signal, run }: { signal: AbortSignal; run: SearchRun },
): Promise<AskedPage> {
  const stopped = run.begin()
  const asked = query.cursor ?? null
  const items: MessageItem[] = []
  let progress: SearchProgress | undefined
  try {
    const options = { signal: AbortSignal.any([signal, stopped]) }
    for await (const { event, data } of callEvents(
      searchMessagesEndpoint,
      { params: { clusterId }, body: query },
      options,
    )) {
      if (event === 'rows') items.push(...z.decode(SearchRows, data as z.input<typeof SearchRows>).items) // checked by the schema itself
      if (event === 'coverage') {
        progress = z.decode(SearchProgress, data as z.input<typeof SearchProgress>) // checked by the schema itself
        run.onProgress({ asked, page: { ...progress, items: [...items] } })
      }
      const problem = event === 'end' ? SearchEnd.parse(data).problem : undefined
      if (problem) throw new ApiError(problem as unknown as ApiError['problem']) // as the console writes them
    }
  } catch (error) {
    if (!progress || !stopped.aborted || signal.aborted) throw error
    return { asked, page: { ...progress, items, coverage: { ...progress.coverage, stoppedBecause: 'cancelled' } } }
  }
  if (!progress) throw new Error('The search broke off before anything came.')
  return { asked, page: { ...progress, items } }
}

/** What a filter says of the 100 newest messages of a topic. */
export const askFilterTest = (clusterId: string, body: { topic: string; filter: string }) =>
  call(testFilterEndpoint, { params: { clusterId }, body })

/** Where a time lies in each queue of a topic. */
export const findOffsetsAt = (clusterId: string, query: { topic: string; at: Date }) =>
  call(getOffsetsAtEndpoint, { params: { clusterId }, query })

/** A short link for a search as its address holds it. */
export const shareSearch = (clusterId: string, query: string) =>
  call(createMessageLinkEndpoint, { params: { clusterId }, body: { query } })

export const messageLinkQuery = (clusterId: string, linkId: string) =>
  queryOptions({
    queryKey: [...messageKeys.all(clusterId), 'link', linkId] as const,
    queryFn: ({ signal }) => call(getMessageLinkEndpoint, { params: { clusterId, linkId } }, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  })

/** Saves chosen messages as a file of the browser. */
export async function downloadMessages(
  clusterId: string,
  body: ExportFormat & { messages: MessageRef[] },
): Promise<void> {
  const response = await send(exportSelectionEndpoint, { params: { clusterId }, body }, {}, '*/*')
  await saveAnswer(response, `messages.${body.format}`)
}

async function saveAnswer(response: Response, otherwise: string): Promise<void> {
  const name = /filename="([^"]+)"/.exec(response.headers.get('content-disposition') ?? '')?.[1]
  saveFile(name ?? otherwise, await response.blob())
}

/** Begins the job that exports all that a search finds. */
export const exportSearch = (clusterId: string, body: ExportFormat & { query: MessageQuery }) =>
  call(startExportEndpoint, { params: { clusterId }, body: { ...body, source: '/messages' } })

export interface MessageAddress {
  clusterId: string
  messageId: string
  topic: string | null
}

const inputOf = ({ clusterId, messageId, topic }: MessageAddress) => ({
  params: { clusterId, messageId },
  query: topic === null ? {} : { topic },
})

/** What is stored does not change, so it is read once. */
export const messageQuery = (address: MessageAddress) =>
  queryOptions({
    queryKey: [...messageKeys.all(address.clusterId), 'one', address] as const,
    queryFn: ({ signal }) => call(getMessageEndpoint, inputOf(address), { signal }),
    staleTime: Number.POSITIVE_INFINITY,
    retry: (count, error) => !(error instanceof ApiError) && count < 2,
  })

export const messageBodyQuery = (address: MessageAddress, as: string) =>
  queryOptions({
    queryKey: [...messageKeys.all(address.clusterId), 'body', address, as] as const,
    queryFn: ({ signal }) => {
      const { params, query } = inputOf(address)
      return call(getMessageBodyEndpoint, { params, query: { ...query, as } }, { signal })
    },
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  })

/** Who got a message. It changes from moment to moment. */
export const consumptionQuery = (address: MessageAddress, group: string) =>
  queryOptions({
    queryKey: [...messageKeys.all(address.clusterId), 'consumption', address, group] as const,
    queryFn: ({ signal }) => {
      const { params, query } = inputOf(address)
      return call(getConsumptionEndpoint, { params, query: { ...query, ...(group && { group }) } }, { signal })
    },
    placeholderData: keepPreviousData,
  })

/** Who of a group could consume a message again. */
export const verifyClientsQuery = (address: MessageAddress, groupName: string) =>
  queryOptions({
    queryKey: [...messageKeys.all(address.clusterId), 'verify', address, groupName] as const,
    queryFn: ({ signal }) => {
      const { params, query } = inputOf(address)
      return call(getVerifyClientsEndpoint, { params, query: { ...query, groupName } }, { signal })
    },
    staleTime: 0,
    retry: false,
  })

/** The message as it is stored. Never kept in the cache: whoever opens it next sees it masked. */
export const revealMessage = (address: MessageAddress, reason: string) =>
  call(revealMessageEndpoint, { ...inputOf(address), body: { reason } })

/** The whole body without its masking, as a file: another reveal, for the reason that was given. */
export async function downloadRevealed(address: MessageAddress, reason: string): Promise<void> {
  const input = { ...inputOf(address), body: { reason } }
  await saveAnswer(await send(revealMessageBodyEndpoint, input, {}, '*/*'), 'body.bin')
}

/** Address of the whole body as a file. */
export const bodyUrl = (address: MessageAddress) => urlOf(getMessageBodyEndpoint, inputOf(address))

/** The bytes of a body, for a copy of the message. */
export const bodyBytesQuery = (address: MessageAddress) =>
  queryOptions({
    queryKey: [...messageKeys.all(address.clusterId), 'bytes', address] as const,
    queryFn: async ({ signal }) => {
      const response = await fetch(bodyUrl(address), { signal })
      if (!response.ok) throw new ApiError(await readProblem(response))
      return new Uint8Array(await response.arrayBuffer())
    },
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  })

/** What a topic takes, and the queue of a message group in it. */
export const sendOptionsQuery = (clusterId: string, topicName: string, messageGroup: string) =>
  queryOptions({
    queryKey: [...messageKeys.all(clusterId), 'send-options', topicName, messageGroup] as const,
    queryFn: ({ signal }) =>
      call(
        getSendOptionsEndpoint,
        { params: { clusterId, topicName }, query: messageGroup === '' ? {} : { messageGroup } },
        { signal },
      ),
    staleTime: 30_000,
    retry: false,
  })

/** Names to choose from; the server searches. */
export const topicNamesQuery = (clusterId: string, text: string, withSystem: boolean, namespace: string | null) =>
  queryOptions({
    queryKey: ['clusters', clusterId, 'topics', 'names', text, withSystem, namespace] as const,
    queryFn: async ({ signal }) => {
      const include = withSystem ? { include: ['system', 'retry', 'dlq'] as ('system' | 'retry' | 'dlq')[] } : {}
      const query = {
        pageSize: 50,
        sort: 'topicName',
        ...(text && { q: text }),
        ...include,
        ...(namespace !== null && { namespace }),
      }
      const { items } = await call(listTopicsEndpoint, { params: { clusterId }, query }, { signal })
      return items.map(({ topicName, shortName }) => ({ topicName, shortName }))
    },
    staleTime: 10_000,
  })
