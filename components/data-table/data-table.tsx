'use client'

import type { UseQueryResult } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { type ReactNode, useEffect, useMemo, useState } from 'react'
import { announce } from '#components/layout/live-region.tsx'
import { NAMESPACE_KEY } from '#components/layout/namespace-key.ts'
import { usePauseRefresh } from '#components/layout/refresh-provider.tsx'
import { Empty } from '#components/layout/states/empty.tsx'
import { Loading } from '#components/layout/states/loading.tsx'
import { NoMatch } from '#components/layout/states/no-match.tsx'
import { PartialStrip } from '#components/layout/states/partial-strip.tsx'
import { ProblemStrip } from '#components/layout/states/problem-strip.tsx'
import { ProblemView } from '#components/layout/states/problem-view.tsx'
import { StaleStrip } from '#components/layout/states/stale-strip.tsx'
import { useHref } from '#components/ui/use-href.ts'
import type { List } from '#lib/api/endpoint.ts'
import { BulkBar } from './bulk-bar.tsx'
import type { Column } from './column.ts'
import { ExportMenu } from './export-menu.tsx'
import { type FilterDef, splitValues } from './filter-def.ts'
import { LayoutMenu } from './layout-menu.tsx'
import { Pager } from './pager.tsx'
import { TableToolbar } from './table-toolbar.tsx'
import { type TableExpansion, type TableSelection, TableView } from './table-view.tsx'
import type { ListUrl } from './use-list-url.ts'
import { useOpenedView } from './use-opened-view.ts'
import { useSteadyRows } from './use-steady-rows.ts'
import { useTableModel } from './use-table-model.ts'
import { useViewLayout } from './use-view-layout.ts'
import { ViewsMenu } from './views-menu.tsx'

export type { Column } from './column.ts'
export type { FilterDef } from './filter-def.ts'

export interface Selection<Row> extends TableSelection {
  /** "3 topics selected". */
  label: (count: number) => string
  /** What the selected rows of this page add up to. */
  summary?: (rows: readonly Row[]) => ReactNode
  actions: ReactNode
}

export interface DataTableProps<Row, Filter extends string> {
  /** Under which name the layout is remembered. */
  viewId: string
  /** Accessible name. */
  label: string
  columns: readonly Column<Row>[]
  rowId: (row: Row) => string
  list: ListUrl<Filter>
  query: Pick<
    UseQueryResult<Pick<List<Row>, 'items' | 'total' | 'partial'>, Error>,
    'data' | 'error' | 'refetch' | 'dataUpdatedAt' | 'isPlaceholderData'
  >
  /** Where Enter and a click beside the links lead; the name cell renders the same as a real link. */
  rowHref?: (row: Row) => string
  onOpen?: (row: Row) => void
  /** The row that a drawer shows. */
  openId?: string | null
  filters?: readonly FilterDef[]
  /** The list of the API with what the address asks for; the export takes all its rows. May throw for a filter that there is not. */
  exportUrl?: () => string
  textPlaceholder?: string
  /** Nothing exists, without any filter: why, and the next step. */
  empty: ReactNode
  /** What is being read, said after 2 s. */
  what?: string
  toolbarStart?: ReactNode
  toolbarEnd?: ReactNode
  /** Between toolbar and rows. */
  above?: ReactNode
  selection?: Selection<Row>
  expanded?: TableExpansion<Row>
  group?: (row: Row) => { key: string; head: ReactNode }
  partialEffect?: string
  rowTone?: (row: Row) => 'gone' | undefined
}

/** A list of the API: its states, toolbar, rows and pages. */
export function DataTable<Row, const Filter extends string = never>(props: DataTableProps<Row, Filter>) {
  const { columns, rowId, query, selection, filters = [] } = props
  const list = props.list as ListUrl // filters are addressed by the names in `filters`
  const t = useTranslations('table')
  const router = useRouter()
  const toHref = useHref()
  const opened = useOpenedView(props.viewId)
  const arrangement = useViewLayout(props.viewId, opened.view)
  const { layout, density, change } = arrangement
  const [isPointed, setIsPointed] = useState(false)
  const [exportError, setExportError] = useState<Error | null>(null)
  const items = query.data?.items
  const resetKey = query.isPlaceholderData ? null : JSON.stringify(list.query)
  const [lastKey, setLastKey] = useState(resetKey)
  if (resetKey !== null && resetKey !== lastKey) setLastKey(resetKey)
  const steady = useSteadyRows(items ?? noRows<Row>(), rowId, {
    isHeld: isPointed,
    resetKey: `${resetKey ?? lastKey} ${items !== undefined}`,
  })
  const byId = useMemo(() => new Map(columns.map((column) => [column.id, column])), [columns])
  const table = useTableModel({ columns, rows: steady.rows, rowId, layout, onLayoutChange: change })
  usePauseRefresh((selection?.selected.size ?? 0) > 0)

  const total = query.data?.total ?? null
  useEffect(() => {
    if (total !== null) announce(t('shown', { total }))
  }, [total, t])

  const lastPage = total === null ? 1 : Math.max(1, Math.ceil(total / list.pageSize))
  const { setPage } = list
  const isBeyond = total !== null && total > 0 && list.page > lastPage
  useEffect(() => {
    if (isBeyond) setPage(lastPage)
  }, [isBeyond, lastPage, setPage])

  const { rowHref } = props
  const onOpen = props.onOpen ?? (rowHref ? (row: Row) => router.push(toHref(rowHref(row))) : undefined)

  const toolbar = (
    <TableToolbar
      list={list}
      filters={filters}
      textPlaceholder={props.textPlaceholder}
      total={total}
      updates={steady.updates}
      onApplyUpdates={steady.apply}
      start={props.toolbarStart}
      end={
        <>
          {props.toolbarEnd}
          <ViewsMenu viewId={props.viewId} opened={opened.view} layout={layout} />
          <LayoutMenu columns={columns} arrangement={arrangement} />
          {props.exportUrl && <ExportMenu url={props.exportUrl} onError={setExportError} />}
        </>
      }
    />
  )

  function content(): ReactNode {
    if (items === undefined) {
      if (query.error) return <ProblemView error={query.error} onRetry={() => void query.refetch()} />
      return <Loading what={props.what} />
    }
    if (items.length === 0 && steady.rows.length === 0) {
      const ns = list.get(NAMESPACE_KEY)
      // Who did not answer may have some.
      if (!list.hasFilters) return query.data?.partial?.length ? <Empty title={t('noneAnswered')} /> : props.empty
      return (
        <NoMatch
          filters={[
            ...filters.flatMap((filter) => {
              const value = list.get(filter.key)
              if (value === null) return []
              return [
                {
                  label: filter.label,
                  value: splitValues(value).join(', '),
                  onRemove: () => list.set(filter.key, null),
                },
              ]
            }),
            ...(ns === null
              ? []
              : [
                  {
                    label: t('namespace'),
                    value: ns || t('noNamespace'),
                    onRemove: () => list.set(NAMESPACE_KEY, null),
                  },
                ]),
            ...(list.text ? [{ label: t('filter'), value: list.text, onRemove: () => list.setText('') }] : []),
          ]}
          onClear={list.clear}
        />
      )
    }
    return (
      <>
        <div
          onPointerEnter={() => setIsPointed(true)}
          onPointerLeave={() => setIsPointed(false)}
          className={query.isPlaceholderData ? 'opacity-60' : undefined}
        >
          <TableView
            label={props.label}
            table={table}
            columns={byId}
            rowHeight={density}
            sort={list.sort}
            onSort={list.setSort}
            canResize
            onOpen={onOpen}
            openId={props.openId}
            selection={selection}
            expansion={props.expanded}
            group={props.group}
            rowTone={props.rowTone}
            goneIds={steady.gone}
            isDimmed={Boolean(query.error)}
            dataMark={query.dataUpdatedAt}
            onTurnPage={(by) => {
              const page = list.page + by
              if (page >= 1 && page <= lastPage) list.setPage(page)
            }}
          />
        </div>
        <Pager list={list} total={total ?? 0} />
      </>
    )
  }

  return (
    <div>
      {toolbar}
      <ProblemStrip error={exportError} />
      <ProblemStrip error={opened.error} />
      {props.above}
      {items !== undefined && query.error && (
        <StaleStrip at={new Date(query.dataUpdatedAt)} error={query.error} onRefresh={() => void query.refetch()} />
      )}
      <PartialStrip partial={query.data?.partial} effect={props.partialEffect} onRetry={() => void query.refetch()} />
      {content()}
      {selection && selection.selected.size > 0 && (
        <BulkBar
          label={selection.label(selection.selected.size)}
          summary={selection.summary?.(steady.rows.filter((row) => selection.selected.has(rowId(row))))}
          actions={selection.actions}
          onClear={() => selection.onChange(new Set())}
        />
      )}
    </div>
  )
}

const none: readonly never[] = []
const noRows = <Row,>(): readonly Row[] => none
