'use client'

import { useMutation } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { usePreferences } from '#components/layout/preferences-provider.tsx'
import { IconButton } from '#components/ui/icon-button.tsx'
import { Menu } from '#components/ui/menu.tsx'
import { useToast } from '#components/ui/toast.tsx'
import { ApiError } from '#lib/api/call.ts'
import { exportUrlOf } from './export-url.ts'

const formats = ['csv', 'ndjson'] as const

interface ExportMenuProps {
  /** The list of the API with the filters of the table. */
  url: () => string
  onError: (error: Error | null) => void
}

/** Every row of the filter as a file, not only those of the page. */
export function ExportMenu({ url, onError }: ExportMenuProps) {
  const t = useTranslations('table.export')
  const toast = useToast()
  const { timeZone } = usePreferences()
  const download = useMutation({
    mutationFn: async (format: (typeof formats)[number]) => {
      const response = await fetch(exportUrlOf(url(), format, timeZone))
      if (!response.ok) throw new ApiError(await response.json())
      // Spreadsheets take a file without the mark for one in an old code page.
      const mark = format === 'csv' ? ['\uFEFF'] : []
      saveBlob(new Blob([...mark, await response.blob()]), fileName(response.headers) ?? `apogee.${format}`)
      return {
        rows: Number(response.headers.get('x-total-count')),
        missing: response.headers.get('x-partial')?.split(', ').length ?? 0,
      }
    },
    onMutate: () => onError(null),
    onError,
    onSuccess: ({ rows, missing }) =>
      toast({
        title: t('done', { rows }),
        ...(missing > 0 && { description: t('partial', { count: missing }), kind: 'failed' as const }),
      }),
  })
  return (
    <Menu
      align="end"
      trigger={<IconButton icon="download" label={download.isPending ? t('running') : t('label')} />}
      items={formats.map((format) => ({
        label: t(format),
        hint: t(`${format}Hint`),
        onSelect: () => download.mutate(format),
      }))}
    />
  )
}

const fileName = (headers: Headers): string | undefined =>
  /filename="([^"]+)"/.exec(headers.get('content-disposition') ?? '')?.[1]

function saveBlob(blob: Blob, name: string): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(blob)
  link.download = name
  link.click()
  URL.revokeObjectURL(link.href)
}
