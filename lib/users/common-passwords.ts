/**
 * Words that well-known passwords of 12 and more characters are made of, lower case, after `0134578@$!` are read as letters.
 * A password is common when nothing is left of it but these, digits, signs and repetitions: `Password2026!`, `qwertyuiop123`.
 */
const words = [
  'administrator',
  'admin',
  'password',
  'passwort',
  'passphrase',
  'passw',
  'pass',
  'letmein',
  'welcome',
  'login',
  'signin',
  'changeme',
  'change',
  'default',
  'secret',
  'master',
  'qwertyuiop',
  'qwerty',
  'qwertz',
  'azerty',
  'asdfghjkl',
  'asdfgh',
  'asdf',
  'zxcvbnm',
  'zxcvbn',
  'zxcv',
  'qazwsxedc',
  '1q2w3e4r5t6y',
  '1q2w3e4r',
  '1q2w3e',
  'q1w2e3r4t5y6',
  'q1w2e3r4',
  'q1w2e3',
  '1qaz2wsx',
  '1qaz',
  '2wsx',
  '3edc',
  'qazwsx',
  'qaz',
  'wsx',
  'edc',
  'rfv',
  'tgb',
  'abcdefghijklmnop',
  'abcdefgh',
  'abcdef',
  'abcd',
  'abc',
  'iloveyou',
  'iloveu',
  'love',
  'monkey',
  'dragon',
  'sunshine',
  'princess',
  'football',
  'baseball',
  'superman',
  'batman',
  'michael',
  'jordan',
  'shadow',
  'trustno',
  'whatever',
  'starwars',
  'computer',
  'internet',
  'server',
  'system',
  'root',
  'toor',
  'user',
  'guest',
  'test',
  'testing',
  'demo',
  'temp',
  'hello',
  'world',
  'company',
  'spring',
  'summer',
  'autumn',
  'winter',
  'january',
  'february',
  'march',
  'april',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
  'monday',
  'friday',
  'access',
  'enter',
  'please',
  'apogee',
  'rocketmq',
  'rocket',
  'apache',
  'broker',
  'message',
  'queue',
  'console',
  'correcthorsebatterystaple',
  'woaini',
  'wodemima',
  'mima',
  'the',
  'my',
  'is',
  'me',
  'in',
  'new',
  'you',
  'mq',
].toSorted((a, b) => b.length - a.length) // the longest first, so that none hides in another

const letterOf: Record<string, string> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
  $: 's',
  '!': 'i',
}

/** Below both, nothing is left that its owner has thought of. */
const minOwnLetters = 4
const minOwnDigits = 6

export function isCommonPassword(password: string): boolean {
  const lower = password.toLowerCase()
  const asLetters = lower.replace(/[013457@$!]/g, (char) => letterOf[char] ?? char)
  return [lower, asLetters].some((text) => {
    const rest = words.reduce((left, word) => left.replaceAll(word, ' '), text)
    // Counted once each: `abababababab` says no more than `ab`.
    const letters = new Set(rest.replace(/[^\p{L}]/gu, ''))
    return letters.size < minOwnLetters && ownDigits(rest) < minOwnDigits
  })
}

/** Digits that do not continue (1234, 987) or repeat (1111) the one before. */
function ownDigits(text: string): number {
  const digits = [...text.replace(/\D/g, '')].map(Number)
  return digits.filter((digit, i) => {
    const step = Math.abs(digit - (digits[i - 1] ?? Number.NaN))
    return !(step <= 1 || step === 9)
  }).length
}
