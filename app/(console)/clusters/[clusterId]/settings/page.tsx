import { ClusterSettingsPage } from '#components/clusters/cluster-settings-page.tsx'

export default async function Page({ params }: { params: Promise<{ clusterId: string }> }) {
  const { clusterId } = await params
  return <ClusterSettingsPage clusterId={clusterId} />
}
