/** In the address of every page of a cluster: the chosen namespace. Empty: what has none; absent: all. */
export const NAMESPACE_KEY = 'ns'
