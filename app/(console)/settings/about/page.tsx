import { AboutPage } from '#components/about/about-page.tsx'

export default function Page() {
  return <AboutPage />
}
