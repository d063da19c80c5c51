import { DeadLettersPage } from '#components/dead-letters/dead-letters-page.tsx'

export default async function Page({ params }: { params: Promise<{ clusterId: string }> }) {
  const { clusterId } = await params
  return <DeadLettersPage clusterId={clusterId} />
}
