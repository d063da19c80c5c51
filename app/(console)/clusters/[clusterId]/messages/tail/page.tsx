import { TailPage } from '#components/messages/tail/tail-page.tsx'

export default async function Page({ params }: { params: Promise<{ clusterId: string }> }) {
  const { clusterId } = await params
  return <TailPage clusterId={clusterId} />
}
