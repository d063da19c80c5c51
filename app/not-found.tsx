import { getTranslations } from 'next-intl/server'
import { Absence } from '#components/layout/states/absence.tsx'
import { Link } from '#components/ui/link.tsx'

export default async function NotFound() {
  const t = await getTranslations('layout.notFound')
  return (
    <main className="px-6">
      <Absence title={t('title')} icon="unknown" isPageTitle actions={<Link href="/clusters">{t('home')}</Link>}>
        {t('text')}
      </Absence>
    </main>
  )
}
