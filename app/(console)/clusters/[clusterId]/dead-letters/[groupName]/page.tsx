import { DeskPage } from '#components/dead-letters/desk-page.tsx'

export default async function Page({ params }: { params: Promise<{ clusterId: string; groupName: string }> }) {
  const { clusterId, groupName } = await params
  // Pages get their parameters as they stand in the address.
  return <DeskPage clusterId={clusterId} groupName={decodeURIComponent(groupName)} />
}
