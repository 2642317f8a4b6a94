// Generated from the folders of Sources/Datasets by `keiryo-dev sync`. Do not edit.

/// Every synthetic data set there is.
package enum SyntheticTaskRegistry {
  package static let all: [any SyntheticTask.Type] = [
    Bearings.self,
    DetectionScenes.self,
    Faces.self,
    Glyphs16.self,
    Keywords.self,
    MarkovTokens.self,
    PLCTraces.self,
    Presence96.self,
  ]
}
