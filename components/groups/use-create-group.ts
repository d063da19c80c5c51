'use client'

import { useTranslations } from 'next-intl'
import { type CreateOnBrokers, useCreateOnBrokers } from '#components/layout/use-create-on-brokers.ts'
import { call } from '#lib/api/call.ts'
import { createGroupEndpoint, getGroupEndpoint } from '#lib/groups/api.ts'
import type { NewGroup } from '#lib/groups/schema.ts'
import { groupKeys } from './queries.ts'

/** Creates a group and follows it up, server by server. */
export function useCreateGroup(
  clusterId: string,
  nameOf: (address: string) => string | null,
): CreateOnBrokers<NewGroup> {
  const t = useTranslations('groups.create')
  return useCreateOnBrokers<NewGroup>({
    send: (body, idempotencyKey) => call(createGroupEndpoint, { params: { clusterId }, body }, { idempotencyKey }),
    narrow: ({ clusterNames: _, ...body }, brokerNames) => ({ ...body, brokerNames }),
    read: async ({ groupName }) => {
      const { configs, partial } = await call(getGroupEndpoint, { params: { clusterId, groupName } })
      return { items: configs, partial }
    },
    staleKey: groupKeys.all(clusterId),
    nameOf,
    notThere: t('notThere'),
  })
}
