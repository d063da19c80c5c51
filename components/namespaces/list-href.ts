import { NAMESPACE_KEY } from '#components/layout/namespace-key.ts'

/** A list of the cluster, of one namespace; null = of what has none. */
export const listHref = (clusterId: string, page: 'topics' | 'groups' | 'clients', namespace: string | null) =>
  `/clusters/${clusterId}/${page}?${new URLSearchParams({ [NAMESPACE_KEY]: namespace ?? '' })}`
