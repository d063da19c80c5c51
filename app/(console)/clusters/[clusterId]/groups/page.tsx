import { GroupsPage } from '#components/groups/groups-page.tsx'

export default async function Page({ params }: { params: Promise<{ clusterId: string }> }) {
  const { clusterId } = await params
  return <GroupsPage clusterId={clusterId} />
}
