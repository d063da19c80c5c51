import { AlarmsPage } from '#components/alarms/alarms-page.tsx'

export default function Page() {
  return <AlarmsPage clusterId={null} />
}
