import { NAMESPACE_KEY } from './namespace-key.ts'

/** The address with the chosen namespace, where it leads to a page of the same cluster and names none itself. */
export function keepNamespace(href: string, clusterId: string | null, ns: string | null): string {
  if (clusterId === null || ns === null) return href
  const [path = '', search = ''] = href.split('?')
  const page = `/clusters/${clusterId}`
  if (path !== page && !path.startsWith(`${page}/`)) return href
  if (new URLSearchParams(search).has(NAMESPACE_KEY)) return href
  return `${href}${search ? '&' : '?'}${new URLSearchParams({ [NAMESPACE_KEY]: ns })}`
}
