import { describe, expect, it } from 'vitest'
import { goldenReply, goldenVersions } from '../testing/golden-frame.ts'
import { toExtFields } from './define-request.ts'
import { getAllTopicListFromNameserver } from './get-all-topic-list-from-nameserver.ts'
import { getSystemTopicListFromBroker } from './get-system-topic-list-from-broker.ts'
import { queryTopicConsumeByWho } from './query-topic-consume-by-who.ts'

describe.each(goldenVersions)('lists of names of %s', (version) => {
  it.each([
    ['get-all-topic-list-from-nameserver', getAllTopicListFromNameserver],
    ['get-system-topic-list-from-broker', getSystemTopicListFromBroker],
  ] as const)('%s: every name, as a standard parser reads them', (name, request) => {
    const reply = goldenReply(name, version, 'all')
    const names = request.decode(reply)
    expect(names).toEqual(JSON.parse(reply.body.toString()).topicList)
    expect(names).toContain('TBW102')
    expect(names.includes('golden')).toBe(request === getAllTopicListFromNameserver)
  })

  it('query-topic-consume-by-who: the groups of a topic', () => {
    const groups = (testCase: string) =>
      queryTopicConsumeByWho.decode(goldenReply('query-topic-consume-by-who', version, testCase))
    expect(groups('one-group')).toEqual(['golden-group'])
    expect(groups('unknown')).toEqual([])
  })
})

it('asks for the groups of a topic by its name', () => {
  expect(toExtFields(queryTopicConsumeByWho.encode({ topic: 'a%b' }).header)).toEqual({ topic: 'a%b' })
})
