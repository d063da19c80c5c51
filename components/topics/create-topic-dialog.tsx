'use client'

import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { namespacesQuery } from '#components/layout/namespaces-query.ts'
import { Loading } from '#components/layout/states/loading.tsx'
import { ProblemView } from '#components/layout/states/problem-view.tsx'
import { useCluster } from '#components/layout/use-cluster.ts'
import { CreateTopicForm } from './create-topic-form.tsx'
import { mastersOf } from './masters-of.ts'
import { deletedTopicQuery, mastersQuery, topicConfigsQuery, topicQuery } from './queries.ts'
import { draftAgain, draftLike, emptyDraft } from './topic-draft.ts'

interface CreateTopicDialogProps {
  clusterId: string
  /** Topic whose settings are taken over; null = none. */
  like: string | null
  /** Deleted topic that is created again; null = none. */
  again: string | null
  /** Chosen in the list; empty = none. */
  namespace: string
  onClose: () => void
}

/** Opens empty, or filled like another topic once that is read. */
export function CreateTopicDialog({ clusterId, like, again, namespace, onClose }: CreateTopicDialogProps) {
  const t = useTranslations('topics.create')
  const cluster = useCluster()
  const environment = cluster?.environment
  const model = useQuery({ ...topicQuery(clusterId, like ?? ''), enabled: like !== null })
  const configs = useQuery({ ...topicConfigsQuery(clusterId, like ?? ''), enabled: like !== null })
  const deleted = useQuery({ ...deletedTopicQuery(clusterId, again ?? ''), enabled: again !== null })
  const nodes = useQuery({ ...mastersQuery(clusterId), enabled: again !== null })
  // Those that names begin with, and those that were declared and are still empty.
  const namespaces = useQuery(namespacesQuery(clusterId)).data?.items.flatMap((item) => item.namespace ?? []) ?? []
  const error = model.error ?? configs.error ?? deleted.error ?? nodes.error
  const isProduction = environment === 'production'
  const isRead = like === null || (model.data !== undefined && configs.data !== undefined)
  const isReady = isRead && (again === null || (deleted.data !== undefined && nodes.data !== undefined))

  // Whether protection is on by default hangs on the environment, so the form waits for it too.
  const initial =
    !cluster || !isReady
      ? null
      : model.data
        ? draftLike(model.data, configs.data?.items[0], isProduction)
        : deleted.data
          ? draftAgain(deleted.data, mastersOf(nodes.data?.items ?? []).brokerNames)
          : emptyDraft(namespace, isProduction)
  return (
    <CreateTopicForm
      key={`${like ?? ''} ${again ?? ''}`}
      clusterId={clusterId}
      environment={environment}
      initial={initial}
      waiting={error ? <ProblemView error={error} /> : <Loading shape="block" what={t('readingLike')} />}
      namespaces={namespaces}
      hasPresets={like === null && again === null}
      onClose={onClose}
    />
  )
}
