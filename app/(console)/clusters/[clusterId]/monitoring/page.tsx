import { MonitoringPage } from '#components/monitoring/monitoring-page.tsx'

export default async function Page({ params }: { params: Promise<{ clusterId: string }> }) {
  const { clusterId } = await params
  return <MonitoringPage clusterId={clusterId} />
}
