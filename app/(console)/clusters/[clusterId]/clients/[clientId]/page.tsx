import { ClientPage } from '#components/clients/client-page.tsx'

export default async function Page({ params }: { params: Promise<{ clusterId: string; clientId: string }> }) {
  const { clusterId, clientId } = await params
  // Pages get their parameters as they stand in the address.
  return <ClientPage clusterId={clusterId} clientId={decodeURIComponent(clientId)} />
}
