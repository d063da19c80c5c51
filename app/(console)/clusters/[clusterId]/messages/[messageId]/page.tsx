import { MessagePage } from '#components/messages/message-page.tsx'

interface PageProps {
  params: Promise<{ clusterId: string; messageId: string }>
  searchParams: Promise<{ topic?: string | string[] }>
}

export default async function Page({ params, searchParams }: PageProps) {
  const [{ clusterId, messageId }, { topic }] = await Promise.all([params, searchParams])
  return (
    <MessagePage
      clusterId={clusterId}
      messageId={decodeURIComponent(messageId)}
      topic={typeof topic === 'string' ? topic : null}
    />
  )
}
