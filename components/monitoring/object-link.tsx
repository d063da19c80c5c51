'use client'

import { useTranslations } from 'next-intl'
import { clientHref } from '#components/clients/client-href.ts'
import { groupHref } from '#components/groups/group-href.ts'
import { topicHref } from '#components/topics/topic-href.ts'
import { Link } from '#components/ui/link.tsx'
import type { ObjectScope } from './board-object-field.tsx'

interface ObjectLinkProps {
  clusterId: string
  scope: ObjectScope
  name: string
  groupName: string | null
}

/** The way from a board to the page of what it is about. */
export function ObjectLink({ clusterId, scope, name, groupName }: ObjectLinkProps) {
  const t = useTranslations('monitoring')
  return <Link href={href()}>{t(`pages.${scope}`)}</Link>

  function href(): string {
    switch (scope) {
      case 'topic':
        return topicHref(clusterId, name)
      case 'group':
        return groupHref(clusterId, name)
      case 'client':
        return clientHref(clusterId, { clientId: name, groupName: groupName ?? '', kind: 'CONSUMER' })
      case 'namespace':
        return `/clusters/${clusterId}/topics?${new URLSearchParams({ ns: name })}`
      case 'broker':
        return `/clusters/${clusterId}/nodes?${new URLSearchParams({ q: name })}`
    }
  }
}
