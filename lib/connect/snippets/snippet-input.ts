import type { SnippetAbsence, SnippetWhat } from '../schema.ts'

/** What a template fills in. Names hold no character that a string literal of any language would have to escape. */
export interface SnippetInput {
  what: SnippetWhat
  topicName: string
  groupName: string
  /** `host:port;host:port` of the proxies' gRPC ports. */
  proxies: string
  /** `host:port;host:port`. */
  nameServers: string
  tls: boolean
  /** Access key and secret key are read from the environment. */
  withCredentials: boolean
}

export interface SnippetTemplate {
  protocol: 'grpc' | 'remoting'
  /** The program, or why this client has none. */
  write: (input: SnippetInput) => { code: string } | { absence: SnippetAbsence }
  fileName: (what: SnippetWhat) => string
  dependency: { tool: string; text: string }
  run: (fileName: string) => string
  /** This project's own tests compile it, send and receive with it, as it is handed out. */
  isTested: boolean
}

export const isSending = (what: SnippetWhat): boolean => what.startsWith('SEND_')

/** Lines without those that do not apply. */
export const lines = (...parts: (string | false)[]): string => `${parts.filter((part) => part !== false).join('\n')}\n`

const classNames: Record<SnippetWhat, string> = {
  SEND_NORMAL: 'SendNormal',
  SEND_FIFO: 'SendFifo',
  SEND_DELAY: 'SendDelay',
  SEND_TRANSACTION: 'SendTransaction',
  PUSH: 'ReceivePush',
  SIMPLE: 'ReceiveSimple',
  ORDERLY: 'ReceiveOrderly',
  BROADCAST: 'ReceiveBroadcast',
}
/** `SendFifo`: the class of a program, where a language wants one, and so its file. */
export const classNameOf = (what: SnippetWhat): string => classNames[what]

/** `send_fifo`. */
export const snakeNameOf = (what: SnippetWhat): string =>
  classNames[what].replace(/\B[A-Z]/g, (letter) => `_${letter}`).toLowerCase()

/** What a delayed message waits in the examples. */
export const DELAY_SECONDS = 10
/** Steps of one order, for examples in which their order matters. */
export const ORDER_STEPS = ['created', 'paid', 'shipped']
