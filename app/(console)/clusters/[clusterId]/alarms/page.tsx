import { AlarmsPage } from '#components/alarms/alarms-page.tsx'

export default async function Page({ params }: { params: Promise<{ clusterId: string }> }) {
  const { clusterId } = await params
  return <AlarmsPage clusterId={clusterId} />
}
