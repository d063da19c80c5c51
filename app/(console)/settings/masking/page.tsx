import { MaskingPage } from '#components/masking/masking-page.tsx'

export default function Page() {
  return <MaskingPage />
}
