import { BrokerPage } from '#components/nodes/broker-page.tsx'

export default async function Page({
  params,
}: {
  params: Promise<{ clusterId: string; brokerName: string; brokerId: string }>
}) {
  const { clusterId, brokerName, brokerId } = await params
  // Pages get their parameters as they stand in the address.
  return <BrokerPage clusterId={clusterId} brokerName={decodeURIComponent(brokerName)} brokerId={Number(brokerId)} />
}
