/** RocketMQ's names of languages as people write them. Node and other gRPC libraries without a name of their own say HTTP. */
const languageNames: Readonly<Record<string, string>> = {
  JAVA: 'Java',
  CPP: 'C++',
  DOTNET: '.NET',
  PYTHON: 'Python',
  GO: 'Go',
  RUST: 'Rust',
  NODE_JS: 'Node.js',
  KOTLIN: 'Kotlin',
  RUBY: 'Ruby',
}

export const languageName = (language: string) => languageNames[language] ?? (language === '' ? '?' : language)

/** `Java 5.5.0`; `?` stands for what a client does not tell. */
export const sdkName = ({ language, version }: { language: string; version: string }) =>
  `${languageName(language)} ${version === '' ? '?' : version}`
