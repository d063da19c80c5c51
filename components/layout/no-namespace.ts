/** In the address, what is without a namespace: no namespace can be called so, for names are cut at the first `%`. */
export const NO_NAMESPACE = '%'
