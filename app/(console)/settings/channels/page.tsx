import { ChannelsPage } from '#components/notifications/channels-page.tsx'

export default function Page() {
  return <ChannelsPage />
}
