import { TopologyPage } from '#components/topology/topology-page.tsx'

export default async function Page({ params }: { params: Promise<{ clusterId: string }> }) {
  const { clusterId } = await params
  return <TopologyPage clusterId={clusterId} />
}
