import { describe, expect, it, test } from 'vitest'
import { SnippetLanguage, SnippetWhat } from '../schema.ts'
import { isSending, type SnippetInput } from './snippet-input.ts'
import { templates } from './templates.ts'

const input = (parts: Partial<SnippetInput> = {}): SnippetInput => ({
  what: 'SEND_NORMAL',
  topicName: 'pay%orders',
  groupName: 'pay%billing',
  proxies: '10.0.0.1:8081;10.0.0.2:8081',
  nameServers: '10.0.0.3:9876;10.0.0.4:9876',
  tls: false,
  withCredentials: true,
  ...parts,
})
const every = SnippetLanguage.options.flatMap((language) =>
  SnippetWhat.options.map((what) => [language, what] as const),
)
const codeOf = (language: SnippetLanguage, parts: Partial<SnippetInput>) => {
  const written = templates[language].write(input(parts))
  return 'code' in written ? written.code : null
}

describe.each(every)('%s %s', (language, what) => {
  const { protocol, fileName } = templates[language]
  const code = codeOf(language, { what })

  it('names topic, group and addresses of this cluster, or says why there is none', () => {
    if (code === null) {
      expect(templates[language].write(input({ what }))).toHaveProperty('absence')
      return
    }
    expect(code).toContain('"pay%orders"'.replaceAll('"', language === 'NODEJS' ? "'" : '"'))
    if (!isSending(what)) expect(code).toContain('pay%billing')
    expect(code).toContain(protocol === 'grpc' ? '10.0.0.1:8081' : '10.0.0.3:9876;10.0.0.4:9876')
    expect(code).toContain(isSending(what) ? 'sent' : 'received')
    expect(fileName(what)).toMatch(/^[\w-]+\.\w+$/)
  })

  it('reads the secret from the environment, and leaves it out where nobody signs in', () => {
    if (code === null) return
    expect(code).toContain('ROCKETMQ_ACCESS_KEY')
    expect(code).toContain('ROCKETMQ_SECRET_KEY')
    expect(codeOf(language, { what, withCredentials: false })).not.toMatch(/SECRET_KEY|ACCESS_KEY/)
  })

  it('says whether the connection is encrypted', () => {
    if (code === null) return
    expect(codeOf(language, { what, tls: true })).not.toBe(code)
  })
})

test('only remoting clients broadcast, only gRPC clients have a simple consumer', () => {
  for (const language of SnippetLanguage.options) {
    const isGrpc = templates[language].protocol === 'grpc'
    expect(codeOf(language, { what: 'BROADCAST' }) === null).toBe(isGrpc)
    expect(codeOf(language, { what: 'SIMPLE' }) === null).toBe(!isGrpc)
  }
})

test('the published Rust client has no push consumer', () => {
  expect(templates.RUST.write(input({ what: 'PUSH' }))).toEqual({ absence: 'NO_PUSH' })
})

test.each([
  ['SEND_FIFO', 'order-1'],
  ['SEND_DELAY', '10'],
  ['SEND_TRANSACTION', /commit/i],
] as const)('%s does what it is called in every language', (what, word) => {
  for (const language of SnippetLanguage.options) expect(codeOf(language, { what })).toMatch(word)
})
