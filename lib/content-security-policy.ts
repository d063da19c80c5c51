/**
 * The policy of every HTML answer. Scripts run only with the nonce of their own response; what they load in turn is trusted
 * (`strict-dynamic`), as Next loads its chunks that way. `style-src-attr` lets server-rendered `style=` attributes through: the
 * virtual table and the charts position by them. Under `next dev` React needs eval, and styles are injected without a nonce.
 */
export function contentSecurityPolicy(nonce: string, isDevelopment: boolean): string {
  const script = `script-src 'nonce-${nonce}' 'strict-dynamic'${isDevelopment ? " 'unsafe-eval'" : ''}`
  const style = isDevelopment ? "style-src 'self' 'unsafe-inline'" : `style-src 'self' 'nonce-${nonce}'`
  return [
    "default-src 'self'",
    script,
    style,
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "object-src 'none'",
    "base-uri 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ')
}
