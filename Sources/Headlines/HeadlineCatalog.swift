/// All headlines, in the order of the page.
package enum HeadlineCatalog {
  package static let all: [any Headline.Type] = [
    Sizes.self, StaticInt8.self, Channels.self, AwareBits.self, Rounding.self, MixedBits.self, FourBitTokens.self,
  ]
}
