import { TopicsPage } from '#components/topics/topics-page.tsx'

export default async function Page({ params }: { params: Promise<{ clusterId: string }> }) {
  const { clusterId } = await params
  return <TopicsPage clusterId={clusterId} />
}
