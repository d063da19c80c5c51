import { NodesPage } from '#components/nodes/nodes-page.tsx'

export default async function Page({ params }: { params: Promise<{ clusterId: string }> }) {
  const { clusterId } = await params
  return <NodesPage clusterId={clusterId} />
}
