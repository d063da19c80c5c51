import type { ReactNode } from 'react'
import { ClientPaletteSource } from '#components/clients/client-palette-source.tsx'
import { GroupPaletteSource } from '#components/groups/group-palette-source.tsx'
import { MessagePaletteSource } from '#components/messages/message-palette-source.tsx'
import { TopicPaletteSource } from '#components/topics/topic-palette-source.tsx'

/** What every page of a cluster has: the palette finds its topics, groups and clients and opens a pasted message id. */
export default async function ClusterLayout({
  children,
  params,
}: {
  children: ReactNode
  params: Promise<{ clusterId: string }>
}) {
  const { clusterId } = await params
  return (
    <>
      <TopicPaletteSource clusterId={clusterId} />
      <GroupPaletteSource clusterId={clusterId} />
      <ClientPaletteSource clusterId={clusterId} />
      <MessagePaletteSource clusterId={clusterId} />
      {children}
    </>
  )
}
