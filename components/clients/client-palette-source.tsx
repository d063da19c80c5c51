'use client'

import { useTranslations } from 'next-intl'
import { usePaletteSource } from '#components/layout/palette-provider.tsx'
import { useAccess } from '#components/layout/use-access.ts'
import { call } from '#lib/api/call.ts'
import { listClientsEndpoint } from '#lib/clients/api.ts'
import { clientHref } from './client-href.ts'
import { sdkName } from './sdk-name.ts'

const SHOWN = 8

/** Clients of the open cluster in the palette, by id, address or host. */
export function ClientPaletteSource({ clusterId }: { clusterId: string }) {
  const t = useTranslations('clients')
  const access = useAccess()
  usePaletteSource({
    id: 'clients',
    heading: t('title'),
    search: async (query, signal) => {
      if (query === '' || !access.can('client:read', clusterId)) return []
      const { items } = await call(
        listClientsEndpoint,
        { params: { clusterId }, query: { q: query, pageSize: SHOWN, sort: 'clientId' } },
        { signal },
      )
      return items.map((client) => ({
        id: `${client.kind} ${client.groupName} ${client.clientId}`,
        label: client.clientId,
        detail: `${client.groupName}, ${sdkName(client)}`,
        icon: 'clients' as const,
        href: clientHref(clusterId, client),
        ...(client.isHung && { state: 'warning' as const }),
      }))
    },
  })
  return null
}
