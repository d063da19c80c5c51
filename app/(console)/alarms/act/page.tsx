import { AlarmLinkPage } from '#components/notifications/alarm-link-page.tsx'

export default function Page() {
  return <AlarmLinkPage />
}
