import { TopicPage } from '#components/topics/topic-page.tsx'

export default async function Page({ params }: { params: Promise<{ clusterId: string; topicName: string }> }) {
  const { clusterId, topicName } = await params
  // Pages get their parameters as they stand in the address.
  return <TopicPage clusterId={clusterId} topicName={decodeURIComponent(topicName)} />
}
