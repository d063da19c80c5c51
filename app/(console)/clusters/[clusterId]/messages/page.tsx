import { MessagesPage } from '#components/messages/messages-page.tsx'

export default async function Page({ params }: { params: Promise<{ clusterId: string }> }) {
  const { clusterId } = await params
  return <MessagesPage clusterId={clusterId} />
}
