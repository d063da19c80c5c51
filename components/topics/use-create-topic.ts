'use client'

import { useTranslations } from 'next-intl'
import { type CreateOnBrokers, useCreateOnBrokers } from '#components/layout/use-create-on-brokers.ts'
import { call } from '#lib/api/call.ts'
import { createTopicEndpoint, getTopicConfigsEndpoint } from '#lib/topics/api.ts'
import type { NewTopic } from '#lib/topics/schema.ts'
import { topicKeys } from './queries.ts'
import { likeConfig } from './topic-draft.ts'

interface CreateTopic extends CreateOnBrokers<NewTopic> {
  /** Gives a topic that exists to further brokers, with the config that it has. */
  addTo: (topicName: string, brokerNames: string[]) => void
}

/** Creates a topic and follows it up, server by server. */
export function useCreateTopic(clusterId: string, nameOf: (address: string) => string | null): CreateTopic {
  const t = useTranslations('topics.create')
  const readConfigs = (topicName: string) => call(getTopicConfigsEndpoint, { params: { clusterId, topicName } })
  const creation = useCreateOnBrokers<NewTopic>({
    send: (body, idempotencyKey) => call(createTopicEndpoint, { params: { clusterId }, body }, { idempotencyKey }),
    narrow: ({ clusterNames: _, ...body }, brokerNames) => ({ ...body, brokerNames }),
    read: ({ topicName }) => readConfigs(topicName),
    staleKey: topicKeys.all(clusterId),
    nameOf,
    notThere: t('notThere'),
  })
  return {
    ...creation,
    addTo: (topicName, brokerNames) =>
      creation.createFrom(async () => {
        const [held] = (await readConfigs(topicName)).items
        if (!held) throw new Error(`No broker told the config of ${topicName}.`)
        const { cleanupPolicy, queueType, queuesPerBroker, ...config } = likeConfig(held)
        return {
          ...config,
          topicName,
          brokerNames,
          queuesPerBroker: queuesPerBroker ?? held.writeQueueNums,
          ...(cleanupPolicy !== 'DELETE' && { cleanupPolicy }),
          ...(queueType !== 'SimpleCQ' && { queueType }),
        }
      }),
  }
}
