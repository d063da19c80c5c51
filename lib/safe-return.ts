/** Where to go after sign-in: a path of this console, or the home page. Never another site, whatever the link said. */
export function safeReturn(wanted: string | null): string {
  if (!wanted?.startsWith('/') || wanted.startsWith('//') || wanted.includes('\\')) return '/'
  const base = 'http://console.invalid'
  const url = URL.canParse(wanted, base) ? new URL(wanted, base) : null
  if (
    !url ||
    url.origin !== base ||
    url.pathname.startsWith('/api/') ||
    ['/sign-in', '/set-password', '/setup'].includes(url.pathname)
  )
    return '/'
  return url.pathname + url.search
}
