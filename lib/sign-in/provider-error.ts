import { AppError } from '#lib/errors.ts'
import { EgressRefusedError } from '#lib/notifications/egress.ts'
import type { ProviderTrouble } from './schema.ts'

/** The provider itself does not work: nobody is to blame who tries to come in. */
export class ProviderError extends Error {
  override readonly name = 'ProviderError'
  readonly trouble: ProviderTrouble
  constructor(trouble: ProviderTrouble, detail: string, options?: { cause?: unknown }) {
    super(detail, options)
    this.trouble = trouble
  }
}

const unreachable = /^(ECONN|ENOTFOUND|EAI_|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|EPIPE|ABORT_ERR)/
const tls = /^(CERT_|ERR_TLS|ERR_SSL|DEPTH_|SELF_SIGNED|UNABLE_TO_|HOSTNAME_MISMATCH|EPROTO)/

/** What a socket, a fetch or a library throws, as trouble of the provider. `fallback`: what it is when it says nothing we know. */
export function asProviderError(error: unknown, fallback: ProviderTrouble): ProviderError {
  if (error instanceof ProviderError) return error
  for (let cause: unknown = error, depth = 0; cause instanceof Error && depth < 5; cause = cause.cause, depth++) {
    const code = String((cause as { code?: unknown }).code ?? '')
    if (cause instanceof ProviderError) return cause
    if (cause instanceof EgressRefusedError) return new ProviderError('UNREACHABLE', cause.message, { cause: error })
    if (tls.test(code)) return new ProviderError('TLS', `${cause.message} (${code})`, { cause: error })
    if (unreachable.test(code) || cause.name === 'TimeoutError' || /timed? ?out/i.test(cause.message)) {
      return new ProviderError('UNREACHABLE', cause.message, { cause: error })
    }
  }
  const detail = error instanceof Error ? [error.message, causeText(error)].filter(Boolean).join(': ') : String(error)
  return new ProviderError(fallback, detail.slice(0, 500), { cause: error })
}

const causeText = (error: Error): string =>
  error.cause instanceof Error ? error.cause.message : typeof error.cause === 'string' ? error.cause : ''

/** What whoever tries to sign in is told: which provider, what kind of trouble, and no address of the inside. */
export function unavailable(name: string, error: ProviderError): AppError {
  const words = {
    UNREACHABLE: 'does not answer',
    TLS: 'shows a certificate that is not trusted',
    REFUSED: 'refuses this console',
    BAD_ANSWER: 'gives an answer that cannot be used',
  }[error.trouble]
  const detail = `${name} ${words}. Sessions go on; a local break-glass account can still sign in.`
  return new AppError('PROVIDER_UNAVAILABLE', detail, { reason: error.trouble }, { cause: error })
}
