import { IncidentPage } from '#components/alarms/incident-page.tsx'

export default async function Page({ params }: { params: Promise<{ clusterId: string; instanceId: string }> }) {
  const { clusterId, instanceId } = await params
  return <IncidentPage clusterId={clusterId} instanceId={decodeURIComponent(instanceId)} />
}
