import { OverviewPage } from '#components/overview/overview-page.tsx'

export default async function Page({ params }: { params: Promise<{ clusterId: string }> }) {
  const { clusterId } = await params
  return <OverviewPage clusterId={clusterId} />
}
