import { FleetPage } from '#components/clusters/fleet-page.tsx'

export default function Page() {
  return <FleetPage />
}
