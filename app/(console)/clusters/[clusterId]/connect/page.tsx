import { ConnectPage } from '#components/connect/connect-page.tsx'

export default async function Page({ params }: { params: Promise<{ clusterId: string }> }) {
  const { clusterId } = await params
  return <ConnectPage clusterId={clusterId} />
}
